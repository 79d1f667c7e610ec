package io.caravan.backfill;

/** A run cannot go on by itself; the reason is recorded and shown. */
final class RunFailed extends RuntimeException {
    private final String reason;

    RunFailed(String reason) {
        super(reason, null, false, false);
        this.reason = reason;
    }

    String reason() {
        return reason;
    }
}
