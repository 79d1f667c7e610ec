package io.caravan.backfill;

import io.caravan.ledger.Postponed;
import io.caravan.sql.DatabaseFailure;
import java.io.IOException;
import java.sql.SQLException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeoutException;

/** Tells failures that pass by themselves from those that do not, and names them without a database's text, which may quote rows. */
final class Failures {
    private static final Set<String> TRANSIENT_CLASSES = Set.of("08", "40", "53", "57");
    private static final Set<String> STATEMENT_CLASSES = Set.of("21", "22", "42", "0A");
    private static final String LOCK_NOT_AVAILABLE = "55P03";
    private static final int MAX_DEPTH = 16;

    private Failures() {}

    static boolean isTransient(Throwable failure) {
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < MAX_DEPTH; depth++) {
            if (cause instanceof Postponed || (cause instanceof DatabaseFailure failed && failed.isTransient())) {
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

    /** Whether it is the target that is waited for, and until when. */
    static Optional<Postponed> postponed(Throwable failure) {
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < MAX_DEPTH; depth++) {
            if (cause instanceof Postponed postponed) {
                return Optional.of(postponed);
            }
            cause = cause.getCause();
        }
        return Optional.empty();
    }

    /** Whether a statement or the data behind it is wrong, so that the same statement fails again. */
    static boolean isAboutStatement(SQLException failure) {
        String state = failure.getSQLState();
        return state != null && state.length() == 5 && STATEMENT_CLASSES.contains(state.substring(0, 2));
    }

    /** In our own words: a database's may quote the row. */
    static String ofStatement(SQLException failure) {
        return switch (String.valueOf(failure.getSQLState()).substring(0, 2)) {
            case "22" -> "a value of some row cannot be read or computed as the SELECT says";
            case "21" -> "a subquery of the SELECT gives more than one row";
            default -> "the database refuses the SELECT";
        };
    }

    /** Our own refusals say all; of others' failures only kind and SQL state. */
    static String describe(Throwable failure) {
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < MAX_DEPTH; depth++) {
            if (cause instanceof LegacyProblem || cause instanceof DatabaseFailure || cause instanceof Postponed) {
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
