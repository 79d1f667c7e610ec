package io.caravan.backfill;

/** A legacy database or SELECT is not as declared. The message names file, column and remedy, and never a value. */
final class LegacyProblem extends RuntimeException {

    LegacyProblem(String message) {
        super(message, null, false, false);
    }
}
