package io.caravan.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.caravan.deadletter.DeadLetter;
import io.caravan.deadletter.Rehearsed;
import io.caravan.journal.JournalEntry;
import io.caravan.ledger.Outcome;
import io.caravan.message.DataClass;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A rehearsal walks the route file as a replay does, and leaves nothing behind. */
class RehearsalTest {
    private Site site;

    @BeforeEach
    void start() throws Exception {
        site = Site.start();
    }

    @AfterEach
    void stop() {
        assertThat(site.ledger.works()).isEmpty();
        assertThat(site.ledger.pages()).isEmpty();
        assertThat(site.deadLetters.all()).isEmpty();
        assertThat(site.journal.ended()).isEmpty();
        assertThat(site.routes().health().values()).allMatch(CaravanRoutes.Health::isWell);
        site.close();
    }

    @ParameterizedTest
    @EnumSource
    void whatWouldReachTheLedgerIsPreviewedThere(DataClass dataClass) {
        Rehearsed rehearsed = play(dataClass, dataClass.label(), Messages.of(dataClass, "C1"));

        assertThat(rehearsed)
                .isInstanceOfSatisfying(
                        Rehearsed.Folded.class,
                        folded -> assertThat(folded.preview().outcome()).isEqualTo(Outcome.APPLIED));
    }

    @ParameterizedTest
    @EnumSource
    void whatTheMapperWouldRejectSaysWhereItFails(DataClass dataClass) {
        Rehearsed rehearsed = play(dataClass, dataClass.label(), Messages.of(dataClass, "C1", "REJECT"));

        assertThat(rehearsed).isInstanceOfSatisfying(Rehearsed.Failed.class, failed -> {
            assertThat(failed.failure().code()).isEqualTo("missing-visit-number");
            assertThat(failed.failure().place()).isEqualTo("PV1-19");
        });
    }

    @Test
    void aDefectTellsItsKindAndNothingOfThePatient() {
        Rehearsed rehearsed = play(DataClass.ADT, "adt", Messages.of(DataClass.ADT, "C1", "DEFECT"));

        assertThat(rehearsed).isInstanceOf(Rehearsed.Failed.class);
        assertThat(rehearsed.toString()).doesNotContain(Messages.PLANTED);
    }

    @Test
    void whatNobodyDeclaresWouldFailForItsConfiguration() {
        Rehearsed rehearsed = play(DataClass.ADT, "gone", Messages.of(DataClass.ADT, "C1"));

        assertThat(rehearsed)
                .isInstanceOfSatisfying(
                        Rehearsed.Failed.class,
                        failed -> assertThat(failed.failure().cause()).isEqualTo(DeadLetter.Cause.CONFIGURATION));
    }

    @Test
    void aBatchWouldBeTakenApart() {
        String batch = "BHS|^~\\&|A|B\r" + Messages.of(DataClass.ADT, "C1") + "BTS|1\r";

        assertThat(play(DataClass.ADT, "adt", batch)).isEqualTo(new Rehearsed.Excluded("batch"));
    }

    @Test
    void whatIsNoMessageWouldFailAsItDidWhenItCame() {
        assertThat(play(DataClass.ADT, "adt", "hello")).isInstanceOf(Rehearsed.Failed.class);
    }

    @Test
    void whileTheLedgerIsAwayNobodyCanSay() {
        site.ledger.failWith(new TargetUnavailable(new IllegalStateException("away")));

        assertThat(play(DataClass.ADT, "adt", Messages.of(DataClass.ADT, "C1"))).isInstanceOf(Rehearsed.Unknown.class);
    }

    private Rehearsed play(DataClass dataClass, String source, String message) {
        byte[] payload = message.getBytes(StandardCharsets.ISO_8859_1);
        return site.rehearsals.play(new JournalEntry(77, dataClass, source, 1, payload, 0));
    }
}
