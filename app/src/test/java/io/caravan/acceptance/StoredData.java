package io.caravan.acceptance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Everything in the embedded database of a data folder, as its owner sees it who has the password but no keys. */
final class StoredData {
    private static final String TABLES = """
            select format('%I.%I', namespace.nspname, class.relname)
            from pg_class class
            join pg_namespace namespace on namespace.oid = class.relnamespace
            where class.relkind = 'r' and namespace.nspname <> 'pg_toast'
            """;

    private StoredData() {}

    /** All rows of all tables as text: the server's own too, for its statistics hold samples of values. */
    static String dump(Path data) throws IOException, SQLException {
        Path server = data.resolve("postgres");
        String port = Files.readAllLines(server.resolve("data").resolve("postmaster.pid"))
                .get(3);
        String password = Files.readString(server.resolve("password")).strip();
        StringBuilder dump = new StringBuilder();
        try (Connection connection = DriverManager.getConnection(
                        "jdbc:postgresql://127.0.0.1:" + port.strip() + "/postgres", "caravan", password);
                Statement statement = connection.createStatement()) {
            statement.execute("analyze");
            for (String table : strings(statement, TABLES)) {
                strings(statement, "select t::text from " + table + " t")
                        .forEach(row ->
                                dump.append(table).append(' ').append(row).append('\n'));
            }
            strings(statement, "select t::text from pg_stat_activity t").forEach(dump::append);
        }
        return dump.toString();
    }

    private static List<String> strings(Statement statement, String query) throws SQLException {
        List<String> strings = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery(query)) {
            while (rows.next()) {
                strings.add(rows.getString(1));
            }
        }
        return strings;
    }
}
