package io.caravan.sql;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/** Caravan's own PostgreSQL: its pool, its transactions, its schema. Safe for threads. */
public final class Database implements AutoCloseable {
    private static final int MAX_CONFLICTS = 8;
    private static final long CONFLICT_PAUSE_NANOS = 2_000_000;

    private final HikariDataSource pool;

    /** Does not connect yet: the first work does. */
    public Database(DatabaseSettings settings) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("caravan");
        config.setJdbcUrl(settings.url());
        config.setUsername(settings.user());
        config.setPassword(settings.password());
        config.setMaximumPoolSize(settings.maxConnections());
        config.setMinimumIdle(2);
        config.setConnectionTimeout(settings.connectionTimeout().toMillis());
        config.setValidationTimeout(Math.min(2_000, settings.connectionTimeout().toMillis()));
        config.setInitializationFailTimeout(-1);
        config.setAutoCommit(false);
        config.addDataSourceProperty("ApplicationName", "caravan");
        config.addDataSourceProperty("tcpKeepAlive", "true");
        config.addDataSourceProperty("connectTimeout", "5");
        config.addDataSourceProperty("logServerErrorDetail", "false");
        pool = new HikariDataSource(config);
    }

    /** Brings the schema to this version; durable when it returns. Several Caravans may do it at once: one does. */
    public void migrate() {
        Flyway.configure(Database.class.getClassLoader())
                .dataSource(pool)
                .locations("classpath:io/caravan/db")
                .validateMigrationNaming(true)
                .cleanDisabled(true)
                .load()
                .migrate();
    }

    /**
     * Runs the work in one transaction and commits it. Whatever the work throws rolls it back.
     *
     * @throws DatabaseFailure for every SQLException
     */
    public <T> T inTransaction(Transaction<T> work) {
        try (Connection connection = pool.getConnection()) {
            return commit(connection, work);
        } catch (SQLException e) {
            throw DatabaseFailure.of(e);
        }
    }

    /** Like {@link #inTransaction}, and tries again where another transaction came first. The work may run several times. */
    public <T> T inRepeatedTransaction(Transaction<T> work) {
        for (int attempt = 1; ; attempt++) {
            try {
                return inTransaction(work);
            } catch (DatabaseFailure failure) {
                if (failure.kind() != DatabaseFailure.Kind.CONFLICT || attempt == MAX_CONFLICTS) {
                    throw failure;
                }
                LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(CONFLICT_PAUSE_NANOS << attempt));
            }
        }
    }

    /** Runs the work on one snapshot: all its statements see the same state. Nothing can be written. */
    public <T> T inSnapshot(Transaction<T> work) {
        try (Connection connection = pool.getConnection()) {
            connection.setReadOnly(true);
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            return commit(connection, work);
        } catch (SQLException e) {
            throw DatabaseFailure.of(e);
        }
    }

    /** For those that bring their own connection handling (Flyway, health checks). Connections do not commit by themselves. */
    public DataSource dataSource() {
        return pool;
    }

    @Override
    public void close() {
        pool.close();
    }

    private static <T> T commit(Connection connection, Transaction<T> work) throws SQLException {
        boolean committed = false;
        try {
            T result = work.run(connection);
            connection.commit();
            committed = true;
            return result;
        } finally {
            if (!committed) {
                rollback(connection);
            }
        }
    }

    private static void rollback(Connection connection) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            // The connection is broken, so the server rolls back by itself; what the work threw is what matters.
            return;
        }
    }

    /** Work in a transaction. Must not commit, roll back, or keep the connection. */
    @FunctionalInterface
    public interface Transaction<T> {
        T run(Connection connection) throws SQLException;
    }
}
