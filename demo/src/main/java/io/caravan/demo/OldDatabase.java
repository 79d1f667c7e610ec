package io.caravan.demo;

import io.caravan.hospital.Hospital;
import io.caravan.hospital.LegacyDatabase;
import io.caravan.postgres.EmbeddedServer;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The hospital's old database, in the server that also holds Caravan's own. Caravan reads it as a user that may only read.
 *
 * @param rows by table
 */
record OldDatabase(String url, String user, String password, Map<String, Long> rows) {
    private static final String NAME = "legacy";
    private static final String READER = "caravan_read";
    private static final String OWN = "caravan";

    OldDatabase {
        rows = Map.copyOf(rows);
    }

    /** Drops what an earlier demo left, and fills the database. */
    static OldDatabase make(EmbeddedServer server, Hospital hospital) {
        String password = secret();
        try {
            try (Connection connection = connect(server, "postgres")) {
                for (String sql : List.of(
                        "drop database if exists " + NAME + " with (force)",
                        "drop database if exists " + OWN + " with (force)",
                        "drop role if exists " + READER,
                        "create role " + READER + " login password '" + password + "'",
                        "create database " + NAME,
                        "create database " + OWN)) {
                    execute(connection, sql);
                }
            }
            String url = url(server, NAME);
            try (Connection connection = connect(server, NAME)) {
                new LegacyDatabase(hospital).fill(connection);
                execute(connection, "grant select on all tables in schema public to " + READER);
                execute(connection, "analyze");
                return new OldDatabase(url, READER, password, count(connection));
            }
        } catch (SQLException e) {
            throw new IllegalStateException(
                    "The sample hospital's database cannot be made (" + e.getSQLState() + ")", e);
        }
    }

    /** The address of the database that the demo's Caravan keeps its own data in. */
    static String own(EmbeddedServer server) {
        return url(server, OWN);
    }

    static String secret() {
        byte[] random = new byte[9];
        new SecureRandom().nextBytes(random);
        return HexFormat.of().formatHex(random);
    }

    long rows(String table) {
        return rows.getOrDefault(table, 0L);
    }

    private static String url(EmbeddedServer server, String database) {
        return server.url().substring(0, server.url().lastIndexOf('/') + 1) + database;
    }

    private static Connection connect(EmbeddedServer server, String database) throws SQLException {
        return DriverManager.getConnection(
                url(server, database) + "?reWriteBatchedInserts=true", server.user(), server.password());
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static Map<String, Long> count(Connection connection) throws SQLException {
        Map<String, Long> rows = new LinkedHashMap<>();
        for (String table : List.of("patients", "encounters", "allergies", "orders", "results", "medications")) {
            try (Statement statement = connection.createStatement();
                    ResultSet count = statement.executeQuery("select count(*) from " + table)) {
                count.next();
                rows.put(table, count.getLong(1));
            }
        }
        return rows;
    }
}
