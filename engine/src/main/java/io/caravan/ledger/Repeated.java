package io.caravan.ledger;

import io.caravan.sql.Database;
import io.caravan.sql.DatabaseFailure;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;

/**
 * A transaction that is tried again when another one came first. One that lost a few times is told so: a page of a thousand
 * rows would lose for ever against live messages of the same patients, unless it holds its rows while it folds.
 */
final class Repeated {
    private static final int MAX_ATTEMPTS = 30;
    private static final int POLITE_ATTEMPTS = 3;
    private static final int MAX_SHIFT = 6;
    private static final long PAUSE_NANOS = 500_000;

    private final Database database;

    Repeated(Database database) {
        this.database = database;
    }

    /** A try; it may hold its rows against others if it has lost too often. */
    @FunctionalInterface
    interface Attempt<T> {
        T run(Connection connection, boolean hold) throws SQLException;
    }

    /** @throws DatabaseFailure when the database cannot do it, or others came first too often */
    <T> T run(Database.Transaction<T> work) {
        return run((connection, hold) -> work.run(connection));
    }

    /** @throws DatabaseFailure when the database cannot do it, or others came first too often */
    <T> T run(Attempt<T> work) {
        for (int attempt = 1; ; attempt++) {
            try {
                boolean hold = attempt > POLITE_ATTEMPTS;
                return database.inTransaction(connection -> work.run(connection, hold));
            } catch (Conflict e) {
                if (attempt == MAX_ATTEMPTS) {
                    throw e;
                }
            } catch (DatabaseFailure e) {
                if (e.kind() != DatabaseFailure.Kind.CONFLICT || attempt == MAX_ATTEMPTS) {
                    throw e;
                }
            }
            long most = PAUSE_NANOS << Math.min(attempt, MAX_SHIFT);
            LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(most));
        }
    }
}
