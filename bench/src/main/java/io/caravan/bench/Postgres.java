package io.caravan.bench;

import io.caravan.postgres.EmbeddedServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** The one PostgreSQL server of a run, as Caravan ships it: durable. Each party has a database of its own on it. */
final class Postgres implements AutoCloseable {
    private final EmbeddedServer server;
    private final long pid;

    private Postgres(EmbeddedServer server, long pid) {
        this.server = server;
        this.pid = pid;
    }

    static Postgres start(Path folder) throws IOException {
        Postgres postgres = new Postgres(EmbeddedServer.start(folder), pid(folder.resolve("data/postmaster.pid")));
        Runtime.getRuntime().addShutdownHook(new Thread(postgres.server::close, "stop-postgres"));
        return postgres;
    }

    private static long pid(Path file) throws IOException {
        return Long.parseLong(Files.readAllLines(file).get(0).strip());
    }

    long pid() {
        return pid;
    }

    String user() {
        return server.user();
    }

    String password() {
        return server.password();
    }

    String url(String database) {
        return server.url().replaceAll("/[^/]*$", "/" + database);
    }

    /** Host and port as {@code psql} takes them. */
    String[] address() {
        return server.url().replaceAll("^.*//|/.*$", "").split(":");
    }

    Connection connect(String database) throws SQLException {
        return DriverManager.getConnection(url(database) + "?reWriteBatchedInserts=true", user(), password());
    }

    void createDatabase(String name) throws SQLException {
        execute("postgres", "create database " + name);
    }

    void execute(String database, String... statements) throws SQLException {
        try (Connection connection = connect(database);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    long number(String database, String query) throws SQLException {
        try (Connection connection = connect(database);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    /** Nobody pays for pages that an earlier round left dirty. */
    void settle() throws SQLException {
        execute("postgres", "checkpoint");
    }

    @Override
    public void close() {
        // The shutdown hook stops it, once, whichever way the run ends.
    }
}
