package io.caravan.alert;

import io.caravan.message.DataClass;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Says what is wrong now. It is asked again and again, so a restart neither forgets an alert nor opens it twice. */
public interface Condition {

    /** Stable code in lower case; of this condition alone. */
    String kind();

    /** All that is wrong now; may ask the database, in few and light queries. */
    List<Standing> standing();

    /** How long it must be wrong before an alert opens, and right before it ends. */
    default Duration settle() {
        return Duration.ZERO;
    }

    /**
     * One thing that is wrong.
     *
     * @param subject tells those of a kind apart; no patient data; may be empty
     * @param text one sentence: what, since when, what to do; no patient data
     */
    record Standing(Optional<DataClass> dataClass, String subject, String text) {}
}
