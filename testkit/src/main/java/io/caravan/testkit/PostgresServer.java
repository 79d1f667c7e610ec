package io.caravan.testkit;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * A real PostgreSQL, one for the JVM, started when it is first asked for; each caller gets a database of its own.
 *
 * <p>A database can be copied from a template that is prepared once (migrated, say), which costs some milliseconds.
 */
public final class PostgresServer {
    private static final Duration START_LIMIT = Duration.ofSeconds(60);

    private final EmbeddedPostgres server;
    private final AtomicInteger databases = new AtomicInteger();
    private final Set<String> templates = new HashSet<>();

    private PostgresServer() {
        try {
            server = EmbeddedPostgres.builder().setPGStartupWait(START_LIMIT).start();
        } catch (IOException e) {
            throw new UncheckedIOException("the PostgreSQL for tests does not start", e);
        }
    }

    /** The JVM's server; it stops with the JVM. */
    public static PostgresServer shared() {
        return Holder.SERVER;
    }

    /** A new, empty database. */
    public TestDatabase create() {
        return create("template1");
    }

    /**
     * A new database that begins as a copy of the template.
     *
     * @param template name of the template, a plain word; prepared by the first that asks for it in this JVM
     * @param prepare must leave no connection open
     */
    public TestDatabase create(String template, Consumer<TestDatabase> prepare) {
        synchronized (templates) {
            if (!templates.contains(template)) {
                execute("create database " + template);
                prepare.accept(database(template));
                templates.add(template);
            }
        }
        return create(template);
    }

    private TestDatabase create(String template) {
        String name = "test_" + databases.incrementAndGet();
        synchronized (templates) { // PostgreSQL refuses to copy a template that is being copied
            execute("create database " + name + " template " + template + " strategy file_copy");
        }
        return database(name);
    }

    private TestDatabase database(String name) {
        return new TestDatabase(server.getJdbcUrl("postgres", name), "postgres", "postgres");
    }

    private void execute(String sql) {
        TestDatabase main = database("postgres");
        try (Connection connection = DriverManager.getConnection(main.url(), main.user(), main.password());
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException("the PostgreSQL for tests refuses: " + sql, e);
        }
    }

    /** How to connect. */
    public record TestDatabase(String url, String user, String password) {

        public Connection connect() throws SQLException {
            return DriverManager.getConnection(url, user, password);
        }
    }

    private static final class Holder {
        private static final PostgresServer SERVER = new PostgresServer();
    }
}
