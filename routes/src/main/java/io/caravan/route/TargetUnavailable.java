package io.caravan.route;

/** Neither target nor ledger could say what became of a record: it stays where it is and is tried again. */
final class TargetUnavailable extends RuntimeException {
    TargetUnavailable(Throwable cause) {
        super("no outcome could be recorded (" + cause.getClass().getSimpleName() + ")", cause);
    }
}
