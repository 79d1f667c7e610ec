package io.caravan.ledger;

import io.caravan.sql.Database;
import io.caravan.sql.DatabaseFailure;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;

/** A transaction that is tried again when another one came first. */
final class Repeated {
    private static final int MAX_ATTEMPTS = 30;
    private static final int MAX_SHIFT = 6;
    private static final long PAUSE_NANOS = 500_000;

    private final Database database;

    Repeated(Database database) {
        this.database = database;
    }

    /** @throws DatabaseFailure when the database cannot do it, or others came first too often */
    <T> T run(Database.Transaction<T> work) {
        for (int attempt = 1; ; attempt++) {
            try {
                return database.inTransaction(work);
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
