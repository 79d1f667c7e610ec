package io.caravan.app;

import java.net.BindException;

/** Says why something did not start, without a message that might quote data. */
final class BindProblem {

    private BindProblem() {}

    static String sentence(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof BindException) {
                return "a port is taken by another program; set mllp.<class>.port to others, or 0 for any";
            }
        }
        return failure.getClass().getSimpleName() + "; the log under the data folder says where";
    }
}
