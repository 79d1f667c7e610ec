package io.caravan.http;

import io.caravan.forecast.Finish;
import io.caravan.message.DataClass;
import java.util.Optional;

/** What each class is doing, for the status. */
public interface ClassStates {

    State of(DataClass dataClass);

    /**
     * What a class is doing.
     *
     * @param state one word, e.g. {@code running}, {@code paused}, {@code waiting}
     * @param reason empty where there is none
     * @param finish when the backfill was or will be through; empty where none is declared
     * @param backfill what the backfill of the class is doing, which ends while the class goes on; empty where none is declared
     */
    record State(String state, String reason, Optional<Finish> finish, String backfill) {}
}
