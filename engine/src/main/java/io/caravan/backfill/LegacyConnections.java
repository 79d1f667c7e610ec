package io.caravan.backfill;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A small pool of read-only connections to one legacy database. Lazy: opened when first asked. Safe for threads. */
final class LegacyConnections implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LegacyConnections.class);
    private static final int POOL_SIZE = 4;
    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(10);
    private static final String ZONE_KNOWN = """
            select convert_tz('2000-01-01 00:00:00', '+00:00', ?) is not null
            """;
    private final AtomicReference<@Nullable Boolean> zoneKnown = new AtomicReference<>();
    private final LegacyDatabase database;
    private final Dialect dialect;
    private final HikariDataSource pool;
    private final AtomicReference<@Nullable HikariDataSource> writing = new AtomicReference<>();

    LegacyConnections(LegacyDatabase database) {
        this.database = database;
        this.dialect = Dialect.of(database.url());
        HikariConfig config = config("legacy-" + database.name());
        config.setMaximumPoolSize(POOL_SIZE);
        config.setReadOnly(true);
        this.pool = new HikariDataSource(config);
    }

    private HikariConfig config(String name) {
        HikariConfig config = new HikariConfig();
        config.setPoolName(name);
        config.setJdbcUrl(dialect == Dialect.MARIADB ? mariadbUrl(database.url()) : database.url());
        config.setUsername(database.user());
        config.setPassword(database.password());
        config.setMinimumIdle(0);
        config.setAutoCommit(false);
        config.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
        config.setConnectionTimeout(CONNECT_LIMIT.toMillis());
        config.setInitializationFailTimeout(-1);
        if (dialect == Dialect.MARIADB) {
            // A tinyint(1) may hold a 2, and a year is a number: neither is to be reinterpreted by the driver.
            config.addDataSourceProperty("tinyInt1isBit", "false");
            config.addDataSourceProperty("yearIsDateType", "false");
        }
        return config;
    }

    /** A connection that may write: for the watermark patient, and for nothing else. */
    Connection openForWatermark() throws SQLException {
        HikariDataSource known = writing.get();
        if (known == null) {
            HikariConfig config = config("watermark-" + database.name());
            config.setMaximumPoolSize(1);
            HikariDataSource opened = new HikariDataSource(config);
            if (!writing.compareAndSet(null, opened)) {
                opened.close();
            }
            known = Objects.requireNonNull(writing.get());
        }
        return known.getConnection();
    }

    Dialect dialect() {
        return dialect;
    }

    ZoneId zone() {
        return database.zone();
    }

    String name() {
        return database.name();
    }

    /** A connection in a read-only transaction, its session in the source's zone. */
    Session open() throws SQLException {
        Connection connection = pool.getConnection();
        try {
            return new Session(connection, setZone(connection));
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    @Override
    public void close() {
        pool.close();
        HikariDataSource open = writing.getAndSet(null);
        if (open != null) {
            open.close();
        }
    }

    /** @return whether the database's TIMESTAMPs now read as UTC, because it does not know the source's zone */
    private boolean setZone(Connection connection) throws SQLException {
        boolean known = knowsZone(connection);
        Optional<String> statement = dialect.zoneStatement(known ? database.zone() : ZoneOffset.UTC);
        if (statement.isPresent()) {
            try (Statement set = connection.createStatement()) {
                set.execute(statement.get());
            }
        }
        return !known;
    }

    /** MariaDB and MySQL know zones by name only where somebody has loaded them. */
    private boolean knowsZone(Connection connection) throws SQLException {
        if (dialect != Dialect.MARIADB) {
            return true;
        }
        Boolean asked = zoneKnown.get();
        if (asked != null) {
            return asked;
        }
        boolean known;
        try (PreparedStatement statement = connection.prepareStatement(ZONE_KNOWN)) {
            statement.setString(1, Dialect.offsetId(database.zone()));
            try (ResultSet rows = statement.executeQuery()) {
                rows.next();
                known = rows.getBoolean(1);
            }
        }
        if (!known && zoneKnown.compareAndSet(null, false)) {
            LOG.warn(
                    "{} has no time zone tables: its TIMESTAMPs are read as instants, but date functions of a SELECT work in UTC;"
                            + " load the tables with mysql_tzinfo_to_sql",
                    database);
        }
        zoneKnown.compareAndSet(null, known);
        return known;
    }

    private static String mariadbUrl(String url) {
        if (!url.startsWith("jdbc:mysql:")) {
            return url;
        }
        return url + (url.contains("?") ? "&" : "?") + "permitMysqlScheme=true";
    }

    /** @param timestampsAreUtc the session reads TIMESTAMP columns in UTC */
    record Session(Connection connection, boolean timestampsAreUtc) implements AutoCloseable {
        @Override
        public void close() throws SQLException {
            try {
                connection.rollback();
            } finally {
                connection.close();
            }
        }
    }
}
