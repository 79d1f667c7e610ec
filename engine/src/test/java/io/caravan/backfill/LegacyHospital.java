package io.caravan.backfill;

import io.caravan.backfill.LegacySelect.PageSize;
import io.caravan.backfill.LegacySelect.SqlFile;
import io.caravan.ledger.Ledger;
import io.caravan.ledger.Outcome;
import io.caravan.ledger.Page;
import io.caravan.ledger.Preview;
import io.caravan.ledger.Work;
import io.caravan.map.Mapped;
import io.caravan.map.Row;
import io.caravan.map.RowColumns;
import io.caravan.message.DataClass;
import io.caravan.testkit.MariaDbServer;
import io.caravan.testkit.PostgresServer;
import io.caravan.window.BulkGate;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/** A legacy database of a test, and how it is read. */
record LegacyHospital(LegacyDatabase database) implements AutoCloseable {
    static final ZoneId ZONE = ZoneId.of("America/New_York");

    static LegacyHospital onPostgres() {
        PostgresServer.TestDatabase at = PostgresServer.shared().create();
        return of(at.url(), at.user(), at.password());
    }

    static LegacyHospital onMariaDb() {
        return of(MariaDbServer.shared().createUrl(), "legacy", "legacy");
    }

    static LegacyHospital onH2() {
        return of("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1", "sa", "");
    }

    private static LegacyHospital of(String url, String user, String password) {
        return new LegacyHospital(new LegacyDatabase("oldhis", url, user, password, ZONE));
    }

    void execute(String... statements) {
        try (Connection connection = DriverManager.getConnection(database.url(), database.user(), database.password());
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The type of a date and time without an offset. */
    String localTimestamp() {
        return database.url().startsWith("jdbc:mariadb:") ? "datetime(6)" : "timestamp(6)";
    }

    static LegacySelect select(String sql, int pageRows, String... key) {
        return select(sql, pageRows, Optional.empty(), Set.of(), key);
    }

    static LegacySelect select(
            String sql, int pageRows, Optional<String> version, Set<String> required, String... key) {
        return new LegacySelect(
                DataClass.ADT,
                "oldhis",
                new SqlFile("sql/patients.sql", sql),
                List.of(key),
                version,
                new PageSize(pageRows),
                new RowColumns(required, Set.of()));
    }

    /** Reads to the end as a run does. */
    List<Row> readAll(LegacySelect select) throws SQLException {
        try (LegacyConnections connections = new LegacyConnections(database)) {
            LegacyReader reader = new LegacyReader(connections, select, View.all(select), InstantSource.system());
            reader.verify();
            List<Row> all = new ArrayList<>();
            Optional<SegmentKey> position = Optional.empty();
            boolean last = false;
            while (!last) {
                LegacyReader.Read read = reader.after(position);
                all.addAll(read.rows());
                position = read.to();
                last = read.last();
            }
            return all;
        }
    }

    /** Of a backfill that nothing but its legacy database matters to. */
    static BackfillPorts ports(BulkGate gate, FeedWatch feed) {
        Ledger nobody = new Ledger() {
            @Override
            public CompletableFuture<Outcome> apply(Work work) {
                throw new UnsupportedOperationException("no ledger here");
            }

            @Override
            public PageOutcome apply(Page page) {
                throw new UnsupportedOperationException("no ledger here");
            }

            @Override
            public Preview preview(Mapped record) {
                throw new UnsupportedOperationException("no ledger here");
            }
        };
        return new BackfillPorts(gate, feed, new Tombstones(nobody, Map.of()), InstantSource.system());
    }

    List<String> problems(LegacySelect select) {
        try (LegacyConnections connections = new LegacyConnections(database)) {
            return new LegacyReader(connections, select, View.all(select), InstantSource.system()).problems();
        }
    }

    @Override
    public void close() {}
}
