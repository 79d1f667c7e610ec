package io.caravan.backfill;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * Which part of a SELECT a run reads.
 *
 * @param since rows whose version column tells an older time are passed over; those that tell none are read
 * @param keysOnly only the key's columns
 * @param pageRows rows of one page
 * @param setback how much older than it says a row is taken to be, microseconds
 */
record View(OptionalLong since, boolean keysOnly, int pageRows, long setback) {
    private static final int MOST_KEYS = 20_000;
    private static final int KEYS_FOR_ROWS = 10;

    static View all(LegacySelect select) {
        return new View(OptionalLong.empty(), false, select.pageSize().rows(), 0);
    }

    View setBack(long micros) {
        return new View(since, keysOnly, pageRows, micros);
    }

    View since(Optional<Long> micros) {
        return new View(micros.map(OptionalLong::of).orElse(OptionalLong.empty()), keysOnly, pageRows, setback);
    }

    /** Keys are short, so that a page holds more of them. */
    View keys() {
        return new View(
                OptionalLong.empty(), true, Math.max(pageRows, Math.min(MOST_KEYS, pageRows * KEYS_FOR_ROWS)), setback);
    }
}
