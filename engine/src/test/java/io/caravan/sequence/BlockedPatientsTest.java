package io.caravan.sequence;

import static org.assertj.core.api.Assertions.assertThat;

import io.caravan.deadletter.DeadLetter.Cause;
import io.caravan.deadletter.Openings.Opening;
import io.caravan.message.DataClass;
import io.caravan.testkit.SettableClock;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BlockedPatientsTest {
    private static final long ANNA = 77;

    private final SettableClock clock = SettableClock.at("2026-03-01T12:00:00Z");
    private final BlockedPatients blocked = new BlockedPatients(Set.of(DataClass.LABS), clock);

    @Test
    void aLettersPatientMayHaveToWaitInAClassThatHoldsAndInNoOther() {
        blocked.opened(letter(DataClass.LABS, 5, ANNA));
        blocked.opened(letter(DataClass.ADT, 6, ANNA));

        assertThat(blocked.mayHold(DataClass.LABS, ANNA)).isTrue();
        assertThat(blocked.mayHold(DataClass.LABS, 78)).isFalse();
        assertThat(blocked.mayHold(DataClass.ADT, ANNA)).isFalse();
    }

    @Test
    void messagesOfNoPatientNeverWait() {
        blocked.opened(letter(DataClass.LABS, 5, 0));

        assertThat(blocked.mayHold(DataClass.LABS, 0)).isFalse();
    }

    @Test
    void aPatientStaysUntilTheLetterMustHaveBeenSeenByWhoeverFindsNothing() {
        blocked.opened(letter(DataClass.LABS, 5, ANNA));

        blocked.free(DataClass.LABS, ANNA, 6); // its transaction may be under way
        assertThat(blocked.mayHold(DataClass.LABS, ANNA)).isTrue();
        clock.forward(Duration.ofMinutes(6));
        blocked.free(DataClass.LABS, ANNA, 4); // came before the letter: says nothing about it
        assertThat(blocked.mayHold(DataClass.LABS, ANNA)).isTrue();
        blocked.free(DataClass.LABS, ANNA, 6);

        assertThat(blocked.mayHold(DataClass.LABS, ANNA)).isFalse();
    }

    @Test
    void aLaterLetterKeepsThePatient() {
        blocked.found(DataClass.LABS, ANNA, 5);
        blocked.opened(letter(DataClass.LABS, 9, ANNA));

        clock.forward(Duration.ofMinutes(6));
        blocked.free(DataClass.LABS, ANNA, 8);

        assertThat(blocked.mayHold(DataClass.LABS, ANNA)).isTrue();
    }

    @Test
    void moreThanCanBeRememberedAreAllAskedFor() {
        for (long patient = 1; patient <= 100_001; patient++) {
            blocked.found(DataClass.LABS, patient, patient);
        }

        assertThat(blocked.mayHold(DataClass.LABS, 200_000)).isTrue();
        assertThat(blocked.mayHold(DataClass.ADT, 200_000)).isFalse();
    }

    private static Opening letter(DataClass dataClass, long journalId, long patient) {
        return new Opening(journalId, dataClass, patient, "bad-date", Cause.DATA, "map PID-7", 1);
    }
}
