package io.caravan.throttle;

import java.time.Duration;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * How a throttle stands; of one moment.
 *
 * @param name of what it stands before, e.g. {@code target.fhir} or {@code legacy.hospital}
 * @param unit what is counted, e.g. {@code resources}
 * @param limit a second, of all; empty = none
 * @param ceiling a second, of bulk work; empty = none, as all is well
 * @param pause how long bulk work leaves it alone yet
 * @param cuts how often the ceiling was lowered since the start
 * @param why it is what it is, in a sentence
 */
public record ThrottleState(
        String name,
        String unit,
        Flow live,
        Flow bulk,
        OptionalInt limit,
        OptionalDouble ceiling,
        OptionalInt atOnce,
        Duration pause,
        long cuts,
        String why) {

    /**
     * Of a lane.
     *
     * @param perSecond units that went of late
     * @param underWay calls
     * @param waiting calls that wait
     * @param latency of a call, of late; zero = there was none
     */
    public record Flow(double perSecond, int underWay, int waiting, Duration latency) {}
}
