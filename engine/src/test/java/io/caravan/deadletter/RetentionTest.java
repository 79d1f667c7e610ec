package io.caravan.deadletter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.caravan.deadletter.DeadLetter.State;
import io.caravan.journal.Desk;
import io.caravan.message.DataClass;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RetentionTest {
    private static final Failure FAILURE = new Failure("map", 102, "bad-date", "PID-7", DeadLetter.Cause.DATA);
    private static final Duration KEEP = Duration.ofDays(90);

    private LetterDesk all;
    private Desk desk;
    private PostgresDeadLetters letters;

    @BeforeEach
    void open() {
        all = LetterDesk.open();
        desk = all.desk();
        letters = all.letters();
    }

    @AfterEach
    void close() {
        all.close();
    }

    @Test
    void aClosedLetterLosesItsEditsAndKeepsItsHistoryAndTheJournalsOriginal() {
        long id = message("1");
        edit(id);
        letters.discard(List.of(id), by("a test message"));
        int events = letters.history(id).size();

        assertThat(after(KEEP.plusMinutes(1))).isOne();
        assertThat(after(KEEP.plusMinutes(1))).isZero();

        assertThat(letters.find(id))
                .hasValueSatisfying(letter -> assertThat(letter.state()).isEqualTo(State.DISCARDED));
        assertThat(letters.history(id)).hasSize(events);
        assertThatThrownBy(() -> letters.payload(id)).isInstanceOf(PayloadGone.class);
        assertThat(letters.original(id)).isNotEmpty();
        assertThat(desk.query("select count(*) from dead_letter_edit where reason = 'repair'"))
                .isOne();
    }

    @Test
    void aClosedRowLosesItsCopy() {
        long id = row();
        letters.discard(List.of(id), by("a test row"));

        assertThat(after(KEEP.plusMinutes(1))).isOne();

        assertThatThrownBy(() -> letters.original(id)).isInstanceOf(PayloadGone.class);
        assertThat(desk.query("select count(*) from dead_letter where sealed is not null"))
                .isZero();
    }

    @Test
    void aDiscardedLetterIsOpenedAgainOnlyWhileWhatItHeldIsKept() {
        long plain = message("1");
        long edited = message("2");
        edit(edited);
        long row = row();
        letters.discard(List.of(plain, edited, row), by("a mistake"));
        after(KEEP.plusMinutes(1));

        assertThat(letters.reopen(List.of(plain, edited, row), by("it was one")))
                .extracting(DeadLetter::id, DeadLetter::state)
                .containsExactly(tuple(plain, State.OPEN));

        assertThat(letters.payload(plain)).isNotEmpty();
        assertThat(after(Duration.ofDays(3650))).isZero();
    }

    @Test
    void aRowHasOneOpenLetterAlsoWhenDiscardedOnesAreOpenedAgain() {
        long first = row();
        letters.discard(List.of(first), by("a mistake"));
        long second = row();
        assertThat(letters.reopen(List.of(first), by("which?"))).isEmpty();
        letters.discard(List.of(second), by("a mistake"));

        assertThat(letters.reopen(List.of(first, second), by("both")))
                .extracting(DeadLetter::id)
                .containsExactly(second);
    }

    @Test
    void whatIsNotClosedLongEnoughOrNotAtAllLosesNothing() {
        long open = message("1");
        edit(open);
        long held = row();
        letters.hold(List.of(held), by("wait"));
        long replaying = message("2");
        edit(replaying);
        letters.replay(List.of(replaying), by("its class is not dispatched: it stays replaying"));
        long young = message("3");
        edit(young);
        letters.discard(List.of(young), by("a test message"));

        assertThat(after(KEEP.minusMinutes(1))).isZero();
        letters.payload(young);
        assertThat(after(Duration.ofDays(3650))).isOne();

        for (long id : List.of(open, held, replaying)) {
            assertThat(letters.payload(id)).isNotEmpty();
            assertThat(letters.original(id)).isNotEmpty();
        }
    }

    private int after(Duration time) {
        return new Retention(desk.database, KEEP, () -> desk.clock.instant().plus(time)).run();
    }

    private long message(String controlId) {
        long journalId = desk.accept(Desk.message(controlId, "MR" + controlId)).id();
        return letters.open(desk.journal.find(journalId).orElseThrow(), controlId, FAILURE);
    }

    private long row() {
        desk.database.inTransaction(connection -> {
            desk.letters.openRows(
                    connection, List.of(new RowLetter(DataClass.ADT, "olddb", "MR9", "{\"a\":1}", FAILURE)));
            return 0;
        });
        return desk.query("select max(id) from dead_letter");
    }

    private void edit(long id) {
        letters.edit(
                id,
                bytes -> (new String(bytes, StandardCharsets.UTF_8) + "\rZZZ|1").getBytes(StandardCharsets.UTF_8),
                by("repair"));
    }

    private static Decision by(String reason) {
        return new Decision("otto", reason);
    }
}
