package io.caravan.ledger;

/** Another transaction changed a resource since this one read it; the same work is to be tried again. */
final class Conflict extends RuntimeException {
    Conflict() {
        super("a resource was changed by another transaction", null, false, false);
    }
}
