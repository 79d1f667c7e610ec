package io.caravan.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.caravan.backfill.RowPage;
import io.caravan.map.Row;
import io.caravan.message.DataClass;
import io.caravan.message.Rejected;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

/** From journal and backfill to the target: how deliveries end. */
class DeliveryTest {
    @TempDir
    Path folder;

    private Site site;

    @BeforeEach
    void start() throws Exception {
        site = Site.start();
    }

    @AfterEach
    void stop() {
        site.close();
    }

    private String send(String message) throws Exception {
        try (MllpClient sender = new MllpClient(site.port(DataClass.ADT))) {
            return sender.ask(message);
        }
    }

    @Test
    @DisplayName("§7.3 down: while the target is away the sender is answered AA, and nothing is lost or a dead letter")
    void whileTheLedgerIsAwayNothingIsLostAndNothingIsADeadLetter() throws Exception {
        site.ledger.failWith(new UncheckedIOException(new IOException("connection refused")));
        assertThat(send(Messages.of(DataClass.ADT, "C1"))).contains("MSA|AA|C1");
        await().untilAsserted(() -> assertThat(site.journal.triedAgain()).isGreaterThan(2));
        assertThat(site.routes().health().get(DataClass.ADT).deliveringTrouble())
                .isEqualTo("UncheckedIOException");

        site.ledger.recover();

        await().untilAsserted(() -> assertThat(site.journal.ended()).containsExactly(1L));
        assertThat(site.ledger.works()).hasSize(1);
        assertThat(site.deadLetters.all()).isEmpty();
    }

    @Test
    void whatTheLedgerRejectsIsADeadLetter() throws Exception {
        site.ledger.failWith(new Rejected(204, "unknown-patient", "PID-3"));
        send(Messages.of(DataClass.ADT, "C1"));

        await().untilAsserted(() -> assertThat(site.deadLetters.all())
                .singleElement()
                .satisfies(letter -> assertThat(letter.code()).isEqualTo("unknown-patient")));
    }

    @Test
    void aDeadLetterThatCannotBeWrittenLeavesTheMessageInTheJournal() throws Exception {
        site.deadLetters.away(true);
        send(Messages.of(DataClass.ADT, "C1", "REJECT"));
        await().untilAsserted(() -> assertThat(site.journal.triedAgain()).isGreaterThan(2));
        assertThat(site.journal.ended()).isEmpty();

        site.deadLetters.away(false);

        await().untilAsserted(() -> assertThat(site.deadLetters.all()).hasSize(1));
        await().untilAsserted(() -> assertThat(site.journal.ended()).containsExactly(1L));
    }

    @Test
    void aNarrowThrottleHoldsUpButNeverSticks() throws Exception {
        site.close();
        RouteSettings.ClassFeeds narrow = new RouteSettings.ClassFeeds(
                Optional.of(new RouteSettings.MllpFeed(0, "adt")), Optional.empty(), Optional.empty(), 1);
        site = Site.start(RouteSettings.of(Site.ROUTES, Map.of(DataClass.ADT, narrow)));

        for (int i = 0; i < 50; i++) {
            send(Messages.of(DataClass.ADT, "C" + i));
        }

        await().untilAsserted(() -> assertThat(site.ledger.works()).hasSize(50));
    }

    @Test
    void bytesThatAreNoTextOfTheirCharacterSetAreADeadLetter() throws Exception {
        send(Messages.of(DataClass.ADT, "C1").replace("Ann", "\u00C4nn"));

        await().untilAsserted(() -> assertThat(site.deadLetters.all())
                .singleElement()
                .satisfies(letter -> assertThat(letter.code()).isEqualTo("undecodable"))
                .satisfies(letter -> assertThat(letter.controlId()).isEqualTo("C1")));
    }

    @Test
    void aMessageThatItsRouteEndsIsCountedAsExcluded() throws Exception {
        withLiveSteps("""
                - filter:
                    id: inpatients-only
                    simple: "${body.first('PV1').text(2)} == 'I'"
                    steps:
                      - stop:
                          id: ends-here
                """);

        send(Messages.of(DataClass.ADT, "C1"));

        await().untilAsserted(() -> assertThat(site.ledger.works())
                .singleElement()
                .satisfies(work -> assertThat(work.mapped().exclusion()).contains(JournalConsumer.ENDED_BY_ROUTE)));
        await().untilAsserted(() -> assertThat(site.journal.ended()).containsExactly(1L));
    }

    @Test
    void aSiteFitsItsMessagesInTheRouteFile() throws Exception {
        withLiveSteps("""
                - choice:
                    id: by-source
                    when:
                      - id: from-adt
                        expression:
                          simple:
                            expression: "${exchangeProperty.source} == 'adt' && ${body.event()} == 'A01'"
                        steps:
                          - to:
                              id: repair
                              uri: hl7edit:set
                              parameters:
                                field: PV1-19
                                value: V1
                """);

        send(Messages.of(DataClass.ADT, "C1", "REJECT"));

        await().untilAsserted(() -> assertThat(site.ledger.works()).hasSize(1));
        assertThat(site.deadLetters.all()).isEmpty();
    }

    @Test
    void anExclusionOfASiteHasItsOwnRule() throws Exception {
        withLiveSteps("- to:\n    id: none\n    uri: hl7edit:exclude\n    parameters:\n      rule: closed-ward\n");

        send(Messages.of(DataClass.ADT, "C1"));

        await().untilAsserted(() -> assertThat(site.ledger.works())
                .singleElement()
                .satisfies(work -> assertThat(work.mapped().exclusion()).contains("closed-ward")));
    }

    private void withLiveSteps(String steps) throws Exception {
        site.close();
        String shipped = Files.readString(Site.ROUTES.resolve("adt.camel.yaml"));
        Files.writeString(
                folder.resolve("adt.camel.yaml"),
                shipped.replace(
                        "      uri: journal:adt\n      steps:\n",
                        "      uri: journal:adt\n      steps:\n" + steps.indent(8)));
        site = Site.start(Site.settings(folder));
    }

    @ParameterizedTest
    @EnumSource
    void aPageOfRowsReachesTheSameTargetAndABadRowStopsOnlyItself(DataClass dataClass) throws Exception {
        site.backfill.read(page(dataClass, "7", null, "9"));

        assertThat(site.ledger.pages()).singleElement().satisfies(page -> {
            assertThat(page.segmentId()).isEqualTo(5);
            assertThat(page.items())
                    .extracting(item -> item.rejected().isPresent())
                    .containsExactly(false, true, false);
        });
    }

    @Test
    void aPageThatCouldNotBeWrittenIsGivenBack() {
        site.ledger.failWith(new UncheckedIOException(new IOException("connection refused")));

        assertThatThrownBy(() -> site.backfill.read(page(DataClass.LABS, "7"))).isInstanceOf(TargetUnavailable.class);
        assertThat(site.deadLetters.all()).isEmpty();
    }

    private static RowPage page(DataClass dataClass, String... patients) {
        Row.Columns columns = new Row.Columns(List.of("patient_id"));
        List<Row> rows = java.util.Arrays.stream(patients)
                .map(patient -> new Row(columns, new String[] {patient}, 1))
                .toList();
        return new RowPage(dataClass, dataClass.label(), 5, List.of("patient_id"), rows);
    }

    @Test
    void noLogLineTellsWhatAMessageHolds() throws Exception {
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
        lines.start();
        root.addAppender(lines);
        root.setLevel(Level.INFO);
        try {
            site.close();
            site = Site.start();
            for (String visit : List.of("V1", "REJECT", "DEFECT")) {
                send(Messages.of(DataClass.ADT, visit, visit));
            }
            send("garbage " + Messages.PLANTED);
            site.ledger.failWith(new IllegalStateException("near " + Messages.PLANTED));
            send(Messages.of(DataClass.ADT, "C9"));
            await().untilAsserted(() -> assertThat(site.journal.triedAgain()).isGreaterThan(2));
        } finally {
            root.setLevel(Level.WARN);
            root.detachAppender(lines);
        }

        assertThat(List.copyOf(lines.list)).isNotEmpty().allSatisfy(line -> {
            assertThat(line.getFormattedMessage()).doesNotContain(Messages.PLANTED);
            assertThat(
                            line.getThrowableProxy() == null
                                    ? ""
                                    : line.getThrowableProxy().getMessage())
                    .doesNotContain(Messages.PLANTED);
        });
    }

    @Test
    void whatIsLoadedHasADigest() {
        assertThat(site.routes().digests())
                .containsOnlyKeys("adt.camel.yaml", "labs.camel.yaml", "medications.camel.yaml", "orders.camel.yaml")
                .allSatisfy((file, digest) -> assertThat(digest).matches("[0-9a-f]{64}"));
    }
}
