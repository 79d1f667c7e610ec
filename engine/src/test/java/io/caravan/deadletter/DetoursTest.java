package io.caravan.deadletter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.caravan.deadletter.DeadLetter.State;
import io.caravan.deadletter.LetterVersions.Approval;
import io.caravan.dispatch.PatientOrderDispatcher;
import io.caravan.journal.Desk;
import io.caravan.journal.JournalEntry;
import io.caravan.message.DataClass;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Edits that wait for a second person, and other ways out than the route that failed. */
class DetoursTest {
    private static final Failure BAD_DATE = new Failure("map", 102, "bad-date", "PID-7", DeadLetter.Cause.DATA);
    private static final Failure REFUSED = new Failure("deliver", 207, "target-422", "target", DeadLetter.Cause.DATA);
    private static final Decision EVA = new Decision("eva", "the date was wrong");
    private static final Decision ADAM = new Decision("adam", "agreed");
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final AtomicReference<String> seen = new AtomicReference<>("");
    private LetterDesk all;
    private Desk desk;
    private PatientOrderDispatcher dispatcher;
    private PostgresDeadLetters letters;
    private PostgresLetterVersions versions;
    private PostgresDetours detours;

    @BeforeEach
    void open() {
        all = LetterDesk.open();
        desk = all.desk();
        dispatcher = all.dispatcher();
        letters = all.letters();
        versions = new PostgresLetterVersions(desk.database, desk.keys.sealer(), desk.clock);
        detours = new PostgresDetours(desk.database, letters, desk.clock);
    }

    @AfterEach
    void close() {
        all.close();
    }

    @Test
    void anEditThatNeedsApprovalIsNotReplayedBeforeAnotherUserHasAgreed() {
        long id = letter("1", BAD_DATE);
        edit(id, "ZZZ|1", true);

        assertThat(letters.replay(List.of(id), EVA)).isEmpty();
        assertThat(versions.listWaiting(List.of(id))).containsExactly(id);
        assertThat(versions.approve(id, EVA)).isEqualTo(Approval.OWN_EDIT);
        assertThat(versions.approve(id, ADAM)).isEqualTo(Approval.DONE);
        assertThat(versions.approve(id, ADAM)).isEqualTo(Approval.NOTHING);

        assertThat(letters.replay(List.of(id), EVA)).hasSize(1);
        assertThat(letters.history(id))
                .extracting(Attempt::event)
                .containsExactly("failed", "edited", "approved", "replay");
        assertThat(versions.list(id)).singleElement().satisfies(version -> {
            assertThat(version.editor()).isEqualTo("eva");
            assertThat(version.approver()).isEqualTo("adam");
        });
    }

    @Test
    void anEditOnTopOfOneThatWaitsWaitsWithItAndNobodyApprovesHisOwn() {
        long id = letter("1", BAD_DATE);
        edit(id, "ZZZ|1", true);
        letters.edit(id, bytes -> text(bytes).concat("\rZZZ|2").getBytes(StandardCharsets.UTF_8), ADAM);

        assertThat(letters.replay(List.of(id), ADAM)).isEmpty();
        assertThat(versions.approve(id, ADAM)).isEqualTo(Approval.DONE);
        edit(id, "ZZZ|3", true);

        assertThat(letters.replay(List.of(id), ADAM)).isEmpty();
    }

    @Test
    void everyVersionStaysReadable() {
        long id = letter("1", BAD_DATE);
        byte[] original = letters.original(id);
        edit(id, "ZZZ|1", false);
        edit(id, "ZZZ|2", false);

        assertThat(versions.payload(id, 0)).hasValue(original);
        assertThat(versions.payload(id, 1))
                .hasValueSatisfying(
                        bytes -> assertThat(text(bytes)).endsWith("ZZZ|1").doesNotContain("ZZZ|2"));
        assertThat(versions.payload(id, 2))
                .hasValueSatisfying(bytes -> assertThat(text(bytes)).endsWith("ZZZ|1\rZZZ|2"));
        assertThat(versions.payload(id, 3)).isEmpty();
    }

    @Test
    void aRedirectedMessageIsReadAsTheOtherSourcesAndStaysSoWhenItFailsAgain() {
        long id = letter("1", BAD_DATE);
        dispatcher.start(DataClass.ADT, (entry, completion) -> {
            seen.set(entry.source());
            letters.open(entry, "1", BAD_DATE);
            completion.done();
        });

        assertThat(detours.redirect(List.of(id), "other", EVA)).hasSize(1);

        await().atMost(LIMIT).until(() -> letters.find(id).orElseThrow().attempts() == 2);
        assertThat(seen).hasValue("other");
        assertThat(letters.find(id).orElseThrow().source()).isEqualTo("test");
        assertThat(letters.history(id).get(1))
                .returns("redirected", Attempt::event)
                .returns("as other: the date was wrong", Attempt::reason);
    }

    @Test
    void onlyWhatItsTargetRefusedIsDeliveredAgain() {
        long refused = letter("1", REFUSED);
        long bad = letter("2", BAD_DATE);
        long edited = letter("3", REFUSED);
        edit(edited, "ZZZ|1", false);

        List<DeadLetter> again = detours.redeliver(List.of(refused, bad, edited), EVA);

        assertThat(again).extracting(DeadLetter::id).containsExactly(refused);
        assertThat(desk.query("select count(*) from outcome where not delivered"))
                .isOne();
        assertThat(letters.find(bad).orElseThrow().state()).isEqualTo(State.OPEN);
        assertThat(detours.redeliver(List.of(refused), EVA)).isEmpty();
    }

    private long letter(String controlId, Failure failure) {
        long journalId = desk.accept(Desk.message(controlId, "p" + controlId)).id();
        JournalEntry entry = desk.journal.find(journalId).orElseThrow();
        return letters.open(entry, controlId, failure);
    }

    private void edit(long id, String segment, boolean needsApproval) {
        letters.edit(
                id, bytes -> text(bytes).concat("\r" + segment).getBytes(StandardCharsets.UTF_8), needsApproval, EVA);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
