package io.caravan.backfill;

import io.caravan.sql.DatabaseFailure;
import java.io.IOException;
import java.sql.SQLException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientException;
import java.util.Set;
import java.util.concurrent.TimeoutException;

/** Tells failures that pass by themselves from those that do not, and names them without a database's text, which may quote rows. */
final class Failures {
    private static final Set<String> TRANSIENT_CLASSES = Set.of("08", "40", "53", "57");
    private static final String LOCK_NOT_AVAILABLE = "55P03";
    private static final int MAX_DEPTH = 16;

    private Failures() {}

    static boolean isTransient(Throwable failure) {
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < MAX_DEPTH; depth++) {
            if (cause instanceof DatabaseFailure failed && failed.isTransient()) {
                return true;
            }
            if (cause instanceof SQLTransientException
                    || cause instanceof SQLRecoverableException
                    || cause instanceof IOException
                    || cause instanceof TimeoutException) {
                return true;
            }
            if (cause instanceof SQLException sql && sql.getSQLState() != null) {
                String state = sql.getSQLState();
                if (state.equals(LOCK_NOT_AVAILABLE)
                        || (state.length() == 5 && TRANSIENT_CLASSES.contains(state.substring(0, 2)))) {
                    return true;
                }
            }
            cause = cause.getCause();
        }
        return false;
    }

    /** Our own refusals say all; of others' failures only kind and SQL state. */
    static String describe(Throwable failure) {
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < MAX_DEPTH; depth++) {
            if (cause instanceof LegacyProblem || cause instanceof DatabaseFailure) {
                return String.valueOf(cause.getMessage());
            }
            if (cause instanceof SQLException sql) {
                return sql.getClass().getSimpleName() + ", SQL state " + sql.getSQLState();
            }
            cause = cause.getCause();
        }
        return failure.getClass().getSimpleName();
    }
}
