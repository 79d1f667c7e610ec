package io.caravan.route;

import io.caravan.deadletter.DeadLetter.Cause;
import io.caravan.deadletter.Failure;
import io.caravan.message.Rejected;
import io.caravan.sql.DatabaseFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.camel.CamelExchangeException;
import org.apache.camel.RuntimeCamelException;

/**
 * Tells failures of a record's content, which go to the dead letters, from failures of what surrounds it, after which the
 * record is tried again: a dead database must never look like ten thousand bad messages.
 */
final class Failures {
    private static final int INTERNAL = 207;
    private static final int DEPTH = 16;

    private Failures() {}

    /** Whether the content itself was refused, so that trying again is useless. */
    static boolean isAboutContent(Throwable failure) {
        return failure instanceof Rejected
                || failure instanceof DatabaseFailure database && database.kind() == DatabaseFailure.Kind.DATA;
    }

    /**
     * What the dead letter says; empty when the record must be tried again.
     *
     * @param step at which content is refused
     */
    static Optional<Failure> deadLetter(String step, Throwable failure) {
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (t instanceof Rejected rejected) {
                return Optional.of(Failure.of(step, rejected));
            }
            if (t instanceof DatabaseFailure database) {
                return database.kind() == DatabaseFailure.Kind.DATA
                        ? Optional.of(new Failure("fold", INTERNAL, "refused-by-database", "", Cause.DATA))
                        : Optional.empty();
            }
        }
        if (isTransient(failure)) {
            return Optional.empty();
        }
        // A defect that one message meets must not hold up its patient for ever. Only its kind is kept: the message may
        // quote
        // the content.
        return Optional.of(new Failure(
                "route", INTERNAL, "step-failed", origin(failure).getClass().getSimpleName(), Cause.FATAL));
    }

    private static boolean isTransient(Throwable failure) {
        Throwable t = failure;
        for (int i = 0; t != null && i < DEPTH; i++) {
            if (t instanceof TargetUnavailable
                    || t instanceof SQLException
                    || t instanceof IOException
                    || t instanceof UncheckedIOException
                    || t instanceof TimeoutException
                    || t instanceof InterruptedException
                    || t instanceof RejectedExecutionException
                    // Camel's own, e.g. that a route is not there (yet, or any more).
                    || t instanceof CamelExchangeException
                    || t instanceof Error && !(t instanceof StackOverflowError)) {
                return true;
            }
            t = t.getCause();
        }
        return false;
    }

    /** Below Camel's wrappers. */
    static Throwable origin(Throwable failure) {
        Throwable t = failure;
        for (int i = 0; i < DEPTH && t instanceof RuntimeCamelException && t.getCause() != null; i++) {
            t = t.getCause();
        }
        return t;
    }
}
