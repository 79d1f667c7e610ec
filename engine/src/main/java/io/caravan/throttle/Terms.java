package io.caravan.throttle;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a throttle is told.
 *
 * @param perSecond units at most; empty = no limit of its own
 * @param atOnce calls at most; empty = no limit of its own
 * @param liveShare of both is kept for live traffic
 * @param slowAfter when an answer is slow; empty = measured by what is usual
 * @param callUnits units in one bulk call at most
 */
public record Terms(
        OptionalInt perSecond, OptionalInt atOnce, double liveShare, Optional<Duration> slowAfter, int callUnits) {
    public static final double USUAL_LIVE_SHARE = 0.3;
    /** No limit at all, and slowness is judged by what is usual. */
    public static final Terms NONE =
            new Terms(OptionalInt.empty(), OptionalInt.empty(), USUAL_LIVE_SHARE, Optional.empty(), Integer.MAX_VALUE);

    public Terms {
        if (!(liveShare >= 0 && liveShare < 1)) {
            throw new IllegalArgumentException("The share of live traffic is from 0 to below 1");
        }
        if (perSecond.orElse(1) < 1 || atOnce.orElse(1) < 1 || callUnits < 1) {
            throw new IllegalArgumentException("Limits are 1 or more");
        }
    }

    Slowness slowness() {
        return slowAfter.map(Slowness::after).orElseGet(Slowness::unusual);
    }

    /** Calls at once that bulk work may have of those; it may always have one. */
    int bulkAtOnce() {
        return atOnce.isEmpty()
                ? Integer.MAX_VALUE
                : Math.max(1, (int) Math.floor(atOnce.getAsInt() * (1 - liveShare)));
    }
}
