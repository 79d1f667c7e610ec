package io.caravan.sql;

import com.zaxxer.hikari.HikariDataSource;
import io.caravan.testkit.PostgresServer.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Databases that tests have closed, emptied for the next: that takes some milliseconds, a copy of the template some hundred.
 * What the schema itself brings along must be as it was, else the database is not used again.
 */
final class UsedDatabases {
    private static final String HISTORY = "flyway_schema_history";

    private final List<Lent> lent = new ArrayList<>();

    /** The rows that the schema brings along, as a digest a table; of tables without any the digest is empty. */
    private final Map<String, String> digests = new TreeMap<>();

    private record Lent(TestDatabase at, Database database) {}

    /** An empty database; it is free again when its pool is closed, for nobody else knows where it is. */
    synchronized Database lend(Supplier<TestDatabase> fresh) {
        for (Lent one : List.copyOf(lent)) {
            if (one.database().dataSource() instanceof HikariDataSource pool && pool.isClosed()) {
                lent.remove(one);
                if (emptied(one.at())) {
                    return lend(one.at());
                }
            }
        }
        TestDatabase at = fresh.get();
        if (digests.isEmpty()) {
            digests.putAll(digests(at));
        }
        return lend(at);
    }

    private Database lend(TestDatabase at) {
        Database database = TestSchema.open(at);
        lent.add(new Lent(at, database));
        return database;
    }

    private boolean emptied(TestDatabase at) {
        String deletes = digests.entrySet().stream()
                .filter(table -> table.getValue().isEmpty())
                .map(table -> "delete from " + table.getKey())
                .collect(Collectors.joining(";\n"));
        try (Connection connection = at.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("set session_replication_role = replica"); // no triggers, no foreign keys
            statement.execute(deletes);
            statement.execute("""
                    select setval(format('%I.%I', schemaname, sequencename)::regclass, start_value, false)
                    from pg_sequences
                    where schemaname = 'public'
                    """);
        } catch (SQLException e) {
            throw new IllegalStateException("a database that a test has used cannot be emptied", e);
        }
        return digests(at).equals(digests);
    }

    private static Map<String, String> digests(TestDatabase at) {
        Map<String, String> digests = new TreeMap<>();
        try (Connection connection = at.connect();
                Statement statement = connection.createStatement()) {
            List<String> tables = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery(
                    "select tablename from pg_tables where schemaname = 'public' and tablename <> '" + HISTORY + "'")) {
                while (rows.next()) {
                    tables.add(rows.getString(1));
                }
            }
            String all = tables.stream()
                    .map(table ->
                            "select '" + table + "', (select coalesce(md5(string_agg(t::text, ',' order by t::text)),"
                                    + " '') from " + table + " t)")
                    .collect(Collectors.joining(" union all "));
            try (ResultSet rows = statement.executeQuery(all)) {
                while (rows.next()) {
                    digests.put(rows.getString(1), rows.getString(2));
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException("a database for tests cannot be read", e);
        }
        return digests;
    }
}
