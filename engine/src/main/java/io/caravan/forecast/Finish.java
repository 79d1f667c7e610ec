package io.caravan.forecast;

import java.time.Instant;

/** When work is through. */
public sealed interface Finish {

    /** It is through. */
    record Done(Instant at) implements Finish {}

    /**
     * Some time between: in nine of ten cases, if what slows it down and stops it goes on as it was measured.
     *
     * @param likely as likely before as after
     */
    record Between(Instant earliest, Instant likely, Instant latest) implements Finish {}

    /** It cannot end, as things are. @param reason one sentence */
    record Never(String reason) implements Finish {}

    /** Something is not known that the forecast needs. @param reason one sentence */
    record Unknown(String reason) implements Finish {}
}
