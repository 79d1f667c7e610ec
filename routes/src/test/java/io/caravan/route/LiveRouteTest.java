package io.caravan.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.caravan.deadletter.DeadLetter;
import io.caravan.message.DataClass;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each route file carries a message from its listener to its target, or to its dead letters. */
class LiveRouteTest {
    private Site site;

    @BeforeEach
    void start() throws Exception {
        site = Site.start();
    }

    @AfterEach
    void stop() {
        site.close();
    }

    @ParameterizedTest
    @EnumSource
    void aMessageIsAcknowledgedAndReachesItsTarget(DataClass dataClass) throws Exception {
        try (MllpClient sender = new MllpClient(site.port(dataClass))) {
            String answer = sender.ask(Messages.of(dataClass, "C1"));

            assertThat(answer).contains("MSA|AA|C1");
        }
        await().untilAsserted(() -> assertThat(site.ledger.works())
                .singleElement()
                .satisfies(work -> assertThat(work.controlId()).isEqualTo("C1"))
                .satisfies(work -> assertThat(work.dataClass()).isEqualTo(dataClass)));
        await().untilAsserted(() -> assertThat(site.journal.ended()).containsExactly(1L));
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("§7.3 engine-owns: a content error is AA and a dead letter")
    void whatTheMapperRejectsBecomesADeadLetterWithItsPlace(DataClass dataClass) throws Exception {
        try (MllpClient sender = new MllpClient(site.port(dataClass))) {
            assertThat(sender.ask(Messages.of(dataClass, "C1", "REJECT"))).contains("MSA|AA|C1");
        }

        await().untilAsserted(() -> assertThat(site.deadLetters.all())
                .singleElement()
                .satisfies(letter -> assertThat(letter.code()).isEqualTo("missing-visit-number"))
                .satisfies(letter -> assertThat(letter.place()).isEqualTo("map PV1-19"))
                .satisfies(letter -> assertThat(letter.controlId()).isEqualTo("C1")));
        await().untilAsserted(() -> assertThat(site.journal.ended()).containsExactly(1L));
        assertThat(site.ledger.works()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void aDefectInAStepIsADeadLetterThatTellsNothingOfThePatient(DataClass dataClass) throws Exception {
        try (MllpClient sender = new MllpClient(site.port(dataClass))) {
            sender.ask(Messages.of(dataClass, "C1", "DEFECT"));
        }

        await().untilAsserted(() -> assertThat(site.deadLetters.all())
                .singleElement()
                .satisfies(letter -> assertThat(letter.cause()).isEqualTo(DeadLetter.Cause.FATAL))
                .satisfies(letter -> assertThat(letter.toString()).doesNotContain(Messages.PLANTED)));
    }
}
