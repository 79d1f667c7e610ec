package io.caravan.alert;

import io.caravan.message.DataClass;
import java.util.Optional;

/** Tells people that something is wrong, and that it is over; never once a message. Safe for threads, never blocks on a net. */
public interface Alarm {

    /**
     * Opens an alert, or counts once more what is open already: kind, class and subject say which one it is.
     *
     * @param kind stable code in lower case, e.g. {@code class-paused}, {@code break-glass}
     * @param subject tells alerts of a kind apart, e.g. a source or a number; no patient data; may be empty
     * @param text one sentence: what, since when, what to do; no patient data
     */
    void raise(String kind, Optional<DataClass> dataClass, String subject, String text);

    /** Closes the alert, if it is open. */
    void resolve(String kind, Optional<DataClass> dataClass, String subject);
}
