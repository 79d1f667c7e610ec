package io.caravan.http;

import io.caravan.message.DataClass;

/** What each class is doing, for the status. */
public interface ClassStates {

    State of(DataClass dataClass);

    /**
     * What a class is doing.
     *
     * @param state one word, e.g. {@code running}, {@code paused}, {@code waiting}
     * @param reason empty where there is none
     * @param finish when the backfill will be through, ISO 8601; empty where nobody knows
     * @param backfill what the backfill of the class is doing, which ends while the class goes on; empty where none is declared
     */
    record State(String state, String reason, String finish, String backfill) {}
}
