package io.caravan.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.caravan.ledger.Work;
import io.caravan.message.DataClass;
import io.caravan.route.RouteSettings.ClassFeeds;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an interface does beyond single messages: addresses, batches, fragments, numbers, later answers. */
class LinkTest {
    private Site site;

    private MllpClient sender(String source) throws Exception {
        site = Site.start(RouteSettings.of(Site.ROUTES, Map.of(DataClass.ADT, ClassFeeds.ofMllp(0, source))));
        return new MllpClient(site.port(DataClass.ADT));
    }

    @AfterEach
    void stop() {
        site.close();
    }

    private static String adt(String controlId) {
        return Messages.of(DataClass.ADT, controlId);
    }

    private static String asking(String controlId, String visit, String accept, String application) {
        return Messages.of(DataClass.ADT, controlId, visit)
                .replace("|P|2.5.1", "|P|2.5.1|||" + accept + "|" + application);
    }

    private static String numbered(String controlId, String number) {
        return adt(controlId).replace("|P|2.5.1", "|P|2.5.1|" + number);
    }

    private void ended(int entries) {
        await().untilAsserted(() -> assertThat(site.journal.ended()).hasSize(entries));
    }

    @ParameterizedTest(name = "{0} instead of {1}: ERR-3 {2} at {3}")
    @CsvSource({
        "|OTHER|HOSP|, |CARAVAN|HOSP|, 200, MSH^1^5",
        "|CARAVAN|OTHER|, |CARAVAN|HOSP|, 200, MSH^1^6",
        "ADT^A99, ADT^A01, 201, MSH^1^9^1^2",
        "ZZZ^A01, ADT^A01, 200, MSH^1^9^1^1",
        "|T|2.5.1, |P|2.5.1, 202, MSH^1^11",
        "|P|9.9, |P|2.5.1, 203, MSH^1^12",
    })
    @DisplayName("§7.3 misrouted: AR with 200 to 203, counted as rejected, neither kept nor a dead letter")
    void whatIsMeantForSomebodyElseIsRefusedAndCounted(String wrong, String right, String code, String place)
            throws Exception {
        try (MllpClient sender = sender("adt-addressed")) {
            assertThat(sender.ask(adt("C1").replace(right, wrong)))
                    .contains("MSA|AR|C1\r")
                    .contains(place)
                    .contains(code)
                    .doesNotContain(Messages.PLANTED);
            assertThat(sender.ask(adt("C2"))).contains("MSA|AA|C2");
        }
        ended(1);
        assertThat(site.links.refused(DataClass.ADT)).isOne();
        assertThat(site.journal.entries()).hasSize(1);
        assertThat(site.deadLetters.all()).isEmpty();
    }

    @Test
    @DisplayName("§7.3 misrouted: the enhanced mode answers CR")
    void theEnhancedModeRefusesInItsOwnWords() throws Exception {
        try (MllpClient sender = sender("adt-addressed")) {
            assertThat(sender.ask(asking("C1", "V1", "AL", "AL").replace("|CARAVAN|", "|OTHER|")))
                    .contains("MSA|CR|C1\r");
        }
    }

    @Test
    @DisplayName("§7.5 batch: a batch over MLLP is taken message by message, and answered by a batch of answers")
    void aBatchIsAnsweredByABatch() throws Exception {
        String batch = "BHS|^~\\&|APP|FAC|CARAVAN|HOSP|20260301||nightly||B7\r" + adt("C1")
                + adt("C2").replace("|P|2.5.1", "|T|2.5.1") + asking("C3", "V1", "NE", "NE") + "BTS|3\r";
        try (MllpClient sender = sender("adt")) {
            String answer = sender.ask(batch);

            assertThat(answer.split("\r"))
                    .satisfiesExactly(
                            bhs -> assertThat(bhs)
                                    .startsWith("BHS|^~\\&|CARAVAN|HOSP|APP|FAC|")
                                    .endsWith("|B7"),
                            msh -> assertThat(msh).startsWith("MSH|"),
                            msa -> assertThat(msa).isEqualTo("MSA|AA|C1"),
                            msh -> assertThat(msh).startsWith("MSH|"),
                            msa -> assertThat(msa).isEqualTo("MSA|AR|C2"),
                            err -> assertThat(err).startsWith("ERR||MSH^1^11|202^"),
                            bts -> assertThat(bts).isEqualTo("BTS|2"));
        }
        ended(2);
        assertThat(site.ledger.works()).hasSize(2);
    }

    @Test
    @DisplayName("§7.5 batch: a batch over MLLP whose count is wrong is refused and kept as one dead letter")
    void aCutBatchIsRefusedAsAWhole() throws Exception {
        try (MllpClient sender = sender("adt")) {
            assertThat(sender.ask("BHS|^~\\&|APP\r" + adt("C1") + "BTS|2\r"))
                    .contains("MSA|AR|\r")
                    .contains("BTS^1^1|100^");
            assertThat(sender.ask(adt("C1"))).contains("MSA|AA|C1");
        }
        ended(2);
        assertThat(site.deadLetters.all())
                .singleElement()
                .satisfies(letter -> assertThat(letter.code()).isEqualTo("batch-count"));
        assertThat(site.ledger.works()).hasSize(1);
    }

    private static String first(String controlId, String pointer) {
        return adt(controlId) + "NTE|1||The first half of a wo\rADD|\rDSC|" + pointer + "|F\r";
    }

    private static String next(String controlId, String from, String to, String segments) {
        return "MSH|^~\\&|APP|FAC|CARAVAN|HOSP|20260301120001||ADT^A01|" + controlId + "|P|2.5.1||" + from + "\r"
                + segments + (to.isEmpty() ? "" : "DSC|" + to + "|F\r");
    }

    @Test
    @DisplayName("§7.5 continuation: fragments are acknowledged each, may be interleaved, and are applied once")
    void fragmentsBecomeOneMessage() throws Exception {
        try (MllpClient sender = sender("adt")) {
            assertThat(sender.ask(first("C1", "P1"))).contains("MSA|AA|C1");
            assertThat(sender.ask(adt("other"))).contains("MSA|AA|other");
            assertThat(sender.ask(next("C2", "P1", "P2", "ADD|rd\rNTE|2||more\r")))
                    .contains("MSA|AA|C2");
            assertThat(sender.ask(next("C2", "P1", "P2", "ADD|rd\rNTE|2||more\r")))
                    .contains("MSA|AA|C2");
            assertThat(sender.ask(next("C3", "P2", "", "NTE|3||end\r"))).contains("MSA|AA|C3");
        }
        ended(4);
        List<Work> applied = site.ledger.works().stream()
                .filter(work -> work.mapped().exclusion().isEmpty())
                .toList();
        assertThat(applied).extracting(Work::controlId).containsExactlyInAnyOrder("C1", "other");
        assertThat(site.ledger.works().stream()
                        .filter(work -> work.mapped().exclusion().isPresent()))
                .extracting(work -> work.mapped().exclusion().orElseThrow())
                .containsExactly(Assembly.CONTINUATION, Assembly.CONTINUATION);
        assertThat(site.deadLetters.all()).isEmpty();
        assertThat(site.journal.duplicates()).isOne();
    }

    @Test
    @DisplayName("§7.5 continuation: a fragment whose others do not come in time is a dead letter")
    void whatIsNotCompleteInTimeIsADeadLetter() throws Exception {
        try (MllpClient sender = sender("adt-hasty")) {
            sender.ask(first("C1", "P1"));
            sender.ask(next("C3", "P2", "", "NTE|3||end\r"));
        }
        ended(2);
        assertThat(site.deadLetters.all())
                .extracting(letter -> letter.code() + " " + letter.controlId() + " " + letter.place())
                .containsExactlyInAnyOrder(
                        "continuation-incomplete C1 decode DSC-1", "continuation-incomplete C3 decode MSH-14");
    }

    @Test
    @DisplayName("§7.5 continuation: a message that uses MSH-14 for itself is no fragment")
    void aMessageOnItsOwnIsNotHeldForEver() throws Exception {
        try (MllpClient sender = sender("adt")) {
            sender.ask(adt("C1").replace("|P|2.5.1", "|P|2.5.1||456"));
        }
        ended(1);
        assertThat(site.ledger.works())
                .singleElement()
                .satisfies(work -> assertThat(work.mapped().exclusion()).isEmpty());
    }

    @Test
    @DisplayName("§7.5 sequence: accept, duplicate, gap, and on again with what was missing")
    void numbersMustFollowEachOther() throws Exception {
        try (MllpClient sender = sender("adt-numbered")) {
            assertThat(sender.ask(numbered("C7", "7"))).contains("MSA|AA|C7||8\r");
            assertThat(sender.ask(numbered("C8", "8"))).contains("MSA|AA|C8||9\r");
            assertThat(sender.ask(numbered("C8", "8"))).contains("MSA|AA|C8||9\r");
            assertThat(sender.ask(numbered("C10", "10")))
                    .contains("MSA|AE|C10||9\r")
                    .contains("MSH^1^13|207^");
            assertThat(sender.ask(numbered("C11", "11"))).contains("MSA|AE|C11||9\r");
            assertThat(sender.ask(numbered("C9", "9"))).contains("MSA|AA|C9||10\r");
            assertThat(sender.ask(adt("C12"))).contains("MSA|AE|C12||10\r").contains("101^");
        }
        ended(3);
        assertThat(site.journal.entries()).hasSize(3);
        assertThat(site.journal.duplicates()).isOne();
        assertThat(site.links.refused(DataClass.ADT)).isEqualTo(3);
    }

    @Test
    @DisplayName(
            "§7.5 sequence: 0 asks for the number that comes next, -1 begins a new count; nothing is acknowledged out of custody")
    void aLinkStartsWithAQuestion() throws Exception {
        String start = "MSH|^~\\&|APP|FAC|CARAVAN|HOSP|20260301120001||^|S1|P|2.5.1|0\r";
        try (MllpClient sender = sender("adt-numbered")) {
            assertThat(sender.ask(start)).contains("MSA|AA|S1||-1\r");
            assertThat(sender.ask(numbered("C1", "1"))).contains("MSA|AA|C1||2\r");
            assertThat(sender.ask(start)).contains("MSA|AA|S1||2\r");
            site.journal.away(true);
            assertThat(sender.ask(numbered("C2", "2"))).contains("MSA|AR|C2");
            site.journal.away(false);
            assertThat(sender.ask(numbered("C2", "2"))).contains("MSA|AA|C2||3\r");
            assertThat(sender.ask(start.replace("|0\r", "|-1\r"))).contains("MSA|AA|S1||-1\r");
            assertThat(sender.ask(numbered("C50", "50"))).contains("MSA|AA|C50||51\r");
        }
        assertThat(site.journal.entries()).hasSize(3);
    }

    @Test
    @DisplayName(
            "§7.2 both: the accept acknowledgement comes at once, the application acknowledgement with the outcome")
    void whoWantsBothAcknowledgementsGetsBoth() throws Exception {
        try (MllpClient sender = sender("adt")) {
            assertThat(sender.ask(asking("C1", "V1", "AL", "AL"))).contains("MSA|CA|C1\r");
            assertThat(sender.answer()).contains("ACK^A01^ACK").contains("MSA|AA|C1\r");

            assertThat(sender.ask(asking("C2", "REJECT", "AL", "AL"))).contains("MSA|CA|C2\r");
            assertThat(sender.answer())
                    .contains("MSA|AE|C2\r")
                    .contains("ERR||PV1^1^19|101^")
                    .doesNotContain(Messages.PLANTED);
        }
    }

    @Test
    @DisplayName("§7.2 both: SU and ER are told of success and of errors only")
    void conditionsHoldForBothAcknowledgements() throws Exception {
        try (MllpClient sender = sender("adt")) {
            assertThat(sender.ask(asking("C1", "V1", "AL", "ER"))).contains("MSA|CA|C1\r");
            assertThat(sender.ask(asking("C2", "REJECT", "AL", "SU"))).contains("MSA|CA|C2\r");
            sender.write(MllpClient.framed(asking("C3", "V1", "ER", "SU")));
            assertThat(sender.answer()).contains("MSA|AA|C3\r");
            assertThat(sender.ask(adt("C4"))).contains("MSA|AA|C4\r");
        }
    }

    @Test
    @DisplayName("§7.2 both: a message sent again on another connection is told the outcome that is recorded")
    void theRecordIsWhatIsTold() throws Exception {
        try (MllpClient lost = sender("adt")) {
            site.ledger.failWith(new UncheckedIOException(new IOException("connection refused")));
            assertThat(lost.ask(asking("C1", "V1", "AL", "AL"))).contains("MSA|CA|C1\r");
        }
        site.ledger.recover();
        ended(1);
        try (MllpClient again = new MllpClient(site.port(DataClass.ADT))) {
            assertThat(again.ask(asking("C1", "V1", "AL", "AL"))).contains("MSA|CA|C1\r");
            assertThat(again.answer()).contains("MSA|AA|C1\r");
        }
        assertThat(site.ledger.works()).hasSize(1);
    }

    @Test
    @DisplayName("§7.3 source-owns: in the enhanced mode CA for the custody, then AE for the content")
    void aSourceThatRepairsItsOwnMessagesHearsOfTheContentLater() throws Exception {
        try (MllpClient sender = sender("adt-own")) {
            assertThat(sender.ask(asking("C1", "REJECT", "AL", "AL"))).contains("MSA|CA|C1\r");
            assertThat(sender.answer()).contains("MSA|AE|C1\r").contains("PV1^1^19");
        }
        assertThat(site.deadLetters.all()).hasSize(1);
    }
}
