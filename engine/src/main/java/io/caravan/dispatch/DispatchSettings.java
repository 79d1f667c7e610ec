package io.caravan.dispatch;

import java.time.Duration;

/**
 * Limits of the dispatch of one class.
 *
 * @param workers threads that call the handler
 * @param maxUnderWay entries held in memory, handled or waiting for an earlier one of their patient
 * @param maxUnderWayBytes their payloads; one entry is always let in
 * @param maxPerPatient entries of one patient held in memory; further ones are kept by id only, so that one patient's
 *     backlog leaves room for the others
 * @param firstRetry pause before an entry is tried again; doubles with each attempt
 * @param maxRetry longest pause
 * @param sweep how often the journal is asked for entries although none is announced
 * @param closeTimeout how long closing waits for entries under way
 */
public record DispatchSettings(
        int workers,
        int maxUnderWay,
        long maxUnderWayBytes,
        int maxPerPatient,
        Duration firstRetry,
        Duration maxRetry,
        Duration sweep,
        Duration closeTimeout) {

    public static final DispatchSettings DEFAULT = new DispatchSettings(
            4,
            1024,
            32L << 20,
            32,
            Duration.ofMillis(100),
            Duration.ofSeconds(10),
            Duration.ofSeconds(30),
            Duration.ofSeconds(30));

    public DispatchSettings {
        if (workers < 1 || maxUnderWay < 1 || maxUnderWayBytes < 1 || maxPerPatient < 1) {
            throw new IllegalArgumentException("Limits of dispatch must be at least 1");
        }
        if (firstRetry.isNegative() || firstRetry.isZero() || maxRetry.compareTo(firstRetry) < 0) {
            throw new IllegalArgumentException("The first retry must wait, and the longest not less than it");
        }
    }
}
