package io.caravan.deadletter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.caravan.balance.Balance;
import io.caravan.balance.Tallies;
import io.caravan.balance.Tally;
import io.caravan.deadletter.DeadLetter.State;
import io.caravan.dispatch.DispatchSettings;
import io.caravan.dispatch.PatientOrderDispatcher;
import io.caravan.journal.Desk;
import io.caravan.journal.JournalEntry;
import io.caravan.journal.Receipt;
import io.caravan.ledger.Outcome;
import io.caravan.message.DataClass;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PostgresDeadLettersTest {
    private static final Failure BAD_DATE = new Failure("map", 102, "bad-date", "PID-7", DeadLetter.Cause.DATA);
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final ConcurrentLinkedQueue<String> replayedRows = new ConcurrentLinkedQueue<>();
    private final AtomicReference<Outcome> rowOutcome = new AtomicReference<>(Outcome.APPLIED);
    private Desk desk;
    private PatientOrderDispatcher dispatcher;
    private PostgresDeadLetters letters;

    @BeforeEach
    void open() {
        desk = new Desk();
        dispatcher = new PatientOrderDispatcher(desk.journal, desk.database, DispatchSettings.DEFAULT);
        letters = letters();
    }

    @AfterEach
    void close() {
        letters.close();
        dispatcher.close();
        desk.close();
    }

    @Test
    void aLetterAndTheOutcomeOfItsEntryAreOne() {
        JournalEntry entry = accept("77");

        long id = letters.open(entry, "77", BAD_DATE);
        long again = letters.open(entry, "77", BAD_DATE);

        DeadLetter letter = letters.find(id).orElseThrow();
        assertThat(again).isEqualTo(id);
        assertThat(letter.state()).isEqualTo(State.OPEN);
        assertThat(letter.attempts()).isEqualTo(1);
        assertThat(letter.controlId()).isEqualTo("77");
        assertThat(letter.place()).isEqualTo("map PID-7");
        assertThat(letter.journalId()).contains(entry.id());
        assertThat(desk.adt()).isEqualTo(new Balance.Counts(1, 0, 0, 0, 0, 1, 0));
    }

    @Test
    void lettersAreListedNewestFirstByClassAndState() {
        List<Long> ids = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            ids.add(letters.open(accept("l" + i), "l" + i, BAD_DATE));
        }
        letters.discard(List.of(ids.get(1)), by("a test message"));

        assertThat(search().list(LetterFilter.ALL.ofClass(DataClass.ADT).in(State.OPEN), Long.MAX_VALUE, 2))
                .extracting(DeadLetter::id)
                .containsExactly(ids.get(4), ids.get(3));
        assertThat(search().list(LetterFilter.ALL, ids.get(3), 10))
                .extracting(DeadLetter::id)
                .containsExactly(ids.get(2), ids.get(1), ids.get(0));
        assertThat(search().list(LetterFilter.ALL.ofClass(DataClass.LABS), Long.MAX_VALUE, 10))
                .isEmpty();
    }

    @Test
    void aReplayThatComesThroughClosesTheLetterInTheTransactionOfItsOutcome() {
        JournalEntry entry = accept("1");
        long id = letters.open(entry, "1", BAD_DATE);
        dispatcher.start(DataClass.ADT, (again, completion) -> {
            desk.ends(again.id(), Outcome.APPLIED);
            completion.done();
        });

        List<DeadLetter> replaying = letters.replay(List.of(id), by("PID-7 map repaired"));

        assertThat(replaying).extracting(DeadLetter::state).containsExactly(State.REPLAYING);
        await().atMost(LIMIT).until(() -> letters.find(id).orElseThrow().state() == State.REPLAYED);
        assertThat(letters.history(id)).extracting(Attempt::event).containsExactly("failed", "replay", "replayed");
        assertThat(letters.history(id).get(1).reason()).isEqualTo("PID-7 map repaired");
        assertThat(desk.adt()).isEqualTo(new Balance.Counts(1, 1, 0, 0, 0, 0, 0));
    }

    @Test
    void aReplayThatIsOlderThanWhatIsThereEndsAsSuperseded() {
        long id = letters.open(accept("1"), "1", BAD_DATE);
        dispatcher.start(DataClass.ADT, (again, completion) -> {
            desk.ends(again.id(), Outcome.SUPERSEDED);
            completion.done();
        });

        letters.replay(List.of(id), by("again"));

        await().atMost(LIMIT).until(() -> letters.find(id).orElseThrow().state() == State.SUPERSEDED);
        assertThat(desk.adt()).isEqualTo(new Balance.Counts(1, 0, 1, 0, 0, 0, 0));
    }

    @Test
    void aReplayThatFailsAgainIsAnotherAttemptOfTheSameLetter() {
        long id = letters.open(accept("1"), "1", BAD_DATE);
        Failure other = new Failure("map", 101, "missing-patient-id", "PID-3", DeadLetter.Cause.DATA);
        dispatcher.start(DataClass.ADT, (again, completion) -> {
            letters.open(again, "1", other);
            completion.done();
        });

        letters.replay(List.of(id), by("again"));

        await().atMost(LIMIT).until(() -> letters.find(id).orElseThrow().attempts() == 2);
        DeadLetter letter = letters.find(id).orElseThrow();
        assertThat(letter.state()).isEqualTo(State.OPEN);
        assertThat(letter.code()).isEqualTo("missing-patient-id");
        assertThat(letters.history(id))
                .extracting(Attempt::code)
                .containsExactly("bad-date", "bad-date", "missing-patient-id");
        assertThat(desk.adt()).isEqualTo(new Balance.Counts(1, 0, 0, 0, 0, 1, 0));
    }

    @Test
    void aSecondReplayOfTheSameLetterDoesNothing() {
        long id = letters.open(accept("1"), "1", BAD_DATE);

        assertThat(letters.replay(List.of(id, id), by("first"))).hasSize(1);
        assertThat(letters.replay(List.of(id), by("double click"))).isEmpty();

        assertThat(desk.adt()).isEqualTo(new Balance.Counts(1, 0, 0, 0, 0, 0, 1));
        assertThat(letters.history(id)).hasSize(2);
    }

    @Test
    void aReplayThatACrashInterruptedGoesOnAtTheNextStartWhateverThePosition() {
        JournalEntry entry = accept("1");
        long id = letters.open(entry, "1", BAD_DATE);
        desk.ends(accept("2").id(), Outcome.APPLIED);
        letters.replay(List.of(id), by("then the process dies"));
        saveAdtPosition(entry.id() + 1);
        assertThat(desk.adt()).isEqualTo(new Balance.Counts(2, 1, 0, 0, 0, 0, 1));

        dispatcher.start(DataClass.ADT, (again, completion) -> {
            desk.ends(again.id(), Outcome.APPLIED);
            completion.done();
        });

        await().atMost(LIMIT).until(() -> letters.find(id).orElseThrow().state() == State.REPLAYED);
        assertThat(desk.adt()).isEqualTo(new Balance.Counts(2, 2, 0, 0, 0, 0, 0));
    }

    @Test
    void anEditIsWhatTheReplaySendsAndTheOriginalStays() {
        JournalEntry entry = accept("1");
        long id = letters.open(entry, "1", BAD_DATE);
        AtomicReference<String> sent = new AtomicReference<>("");
        letters.edit(
                id, bytes -> text(bytes).replace("A08", "A31").getBytes(StandardCharsets.UTF_8), by("wrong event"));
        letters.edit(id, bytes -> (text(bytes) + "\rZZZ|1").getBytes(StandardCharsets.UTF_8), by("note added"));

        dispatcher.start(DataClass.ADT, (again, completion) -> {
            sent.set(text(again.payload()));
            desk.ends(again.id(), Outcome.APPLIED);
            completion.done();
        });
        letters.replay(List.of(id), by("edited"));

        await().atMost(LIMIT).until(() -> !sent.get().isEmpty());
        assertThat(sent.get()).contains("A31").endsWith("ZZZ|1");
        assertThat(text(letters.payload(id))).isEqualTo(sent.get());
        assertThat(letters.original(id)).isEqualTo(entry.payload());
        assertThat(desk.journal.find(entry.id()).orElseThrow().payload()).isEqualTo(entry.payload());
        assertThat(letters.history(id)).extracting(Attempt::event).startsWith("failed", "edited", "edited", "replay");
    }

    @Test
    void aDiscardedLetterIsNotReplayedAndStaysCounted() {
        long id = letters.open(accept("1"), "1", BAD_DATE);

        letters.discard(List.of(id), by("a test message"));

        assertThat(letters.replay(List.of(id), by("no"))).isEmpty();
        assertThat(letters.edit(id, bytes -> bytes, by("no"))).isEmpty();
        assertThat(letters.find(id).orElseThrow().state()).isEqualTo(State.DISCARDED);
        assertThat(desk.adt()).isEqualTo(new Balance.Counts(1, 0, 0, 0, 0, 1, 0));
    }

    @Test
    void aHeldLetterCanBeReplayed() {
        long id = letters.open(accept("1"), "1", BAD_DATE);
        letters.hold(List.of(id), by("waits for the lab"));

        assertThat(letters.replay(List.of(id), by("lab answered"))).hasSize(1);
    }

    @Test
    void aClashCanBeReplayed() {
        desk.accept(Desk.message(DataClass.ADT, "9", "MR1", "first"));
        Receipt clash = desk.accept(Desk.message(DataClass.ADT, "9", "MR1", "second"));
        DeadLetter letter = search().list(LetterFilter.ALL, Long.MAX_VALUE, 1).get(0);
        List<String> seen = Collections.synchronizedList(new ArrayList<>());
        dispatcher.start(DataClass.ADT, (entry, completion) -> {
            seen.add(text(entry.payload()));
            desk.ends(entry.id(), Outcome.APPLIED);
            completion.done();
        });

        letters.replay(List.of(letter.id()), by("counter was reset"));

        await().atMost(LIMIT).until(() -> seen.size() == 2);
        assertThat(letter.journalId()).contains(clash.id());
        assertThat(seen).containsExactlyInAnyOrder("first", "second");
        assertThat(desk.adt()).isEqualTo(new Balance.Counts(2, 2, 0, 0, 0, 0, 0));
    }

    @Test
    void whatTheTargetRefusedIsInFlightUndeliveredWhenItIsReplayed() {
        JournalEntry entry = accept("1");
        Failure refused = new Failure("deliver", 207, "target-422", "target", DeadLetter.Cause.DATA);
        long id = letters.open(entry, "1", refused);

        letters.replay(List.of(id), by("profile repaired"));

        assertThat(desk.query("select count(*) from outcome where not delivered"))
                .isOne();
        assertThat(desk.adt()).isEqualTo(new Balance.Counts(1, 0, 0, 0, 0, 0, 1));
        desk.ends(entry.id(), Outcome.SUPERSEDED); // folding it again changes nothing: what was recorded stays
        assertThat(desk.adt()).isEqualTo(new Balance.Counts(1, 1, 0, 0, 0, 0, 0));
        assertThat(letters.find(id).orElseThrow().state()).isEqualTo(State.REPLAYED);
    }

    @Test
    void aRowsLetterHoldsTheRowSealedAndReplaysIt() {
        openRow("{\"birth_date\":\"Canary\"}");
        DeadLetter letter = onlyLetter();
        letters.edit(
                letter.id(),
                json -> text(json).replace("Canary", "1975-12-31").getBytes(StandardCharsets.UTF_8),
                by("date from the paper chart"));

        letters.replay(List.of(letter.id()), by("repaired"));

        await().atMost(LIMIT)
                .until(() -> letters.find(letter.id()).orElseThrow().state() == State.REPLAYED);
        assertThat(replayedRows).containsExactly("ADT olddb MRCANARY {\"birth_date\":\"1975-12-31\"}");
        assertThat(text(letters.original(letter.id()))).isEqualTo("{\"birth_date\":\"Canary\"}");
        assertThat(letter.rowKey()).hasSize(32).doesNotContain("MRCANARY");
        assertThat(desk.query("select count(*) from dead_letter where dead_letter::text ilike '%canary%'"))
                .isZero();
        assertThat(desk.adt()).isEqualTo(new Balance.Counts(1, 1, 0, 0, 0, 0, 0));
    }

    @Test
    void aRowThatFailsAgainKeepsItsLetter() {
        rowOutcome.set(Outcome.DEAD_LETTERED);
        openRow("{}");
        long id = onlyLetter().id();

        letters.replay(List.of(id), by("again"));

        await().atMost(LIMIT).until(() -> letters.find(id).orElseThrow().attempts() == 2);
        assertThat(onlyLetter().state()).isEqualTo(State.OPEN);
        assertThat(desk.adt()).isEqualTo(new Balance.Counts(1, 0, 0, 0, 0, 1, 0));
    }

    @Test
    void rowsWhoseReplayACrashInterruptedGoOnAtTheNextStart() {
        letters.close();
        openRow("{}");
        long id = onlyLetter().id();
        letters.replay(List.of(id), by("then the process dies"));
        assertThat(onlyLetter().state()).isEqualTo(State.REPLAYING);

        letters = letters();
        letters.start();

        await().atMost(LIMIT).until(() -> letters.find(id).orElseThrow().state() == State.REPLAYED);
    }

    private LetterSearch search() {
        return new PostgresLetterSearch(desk.database, desk.keys.keyedHash());
    }

    private static Decision by(String reason) {
        return new Decision("olga", reason);
    }

    private PostgresDeadLetters letters() {
        return new PostgresDeadLetters(
                desk.database, desk.keys.sealer(), desk.letters, desk.outcomes, dispatcher, this::applyRow, desk.clock);
    }

    /** As the ledger does: the row is read, has its outcome, and opens its letter again when it fails. */
    private Outcome applyRow(DataClass dataClass, String source, String rowKey, String rowJson) {
        replayedRows.add(dataClass + " " + source + " " + rowKey + " " + rowJson);
        if (rowOutcome.get() == Outcome.DEAD_LETTERED) {
            openRow(rowJson);
        } else {
            countRow(Tally.of(rowOutcome.get()));
        }
        return rowOutcome.get();
    }

    private void openRow(String json) {
        Failure failure = new Failure("map", 102, "bad-date", "birth_date", DeadLetter.Cause.DATA);
        desk.database.inTransaction(connection -> {
            desk.letters.openRows(
                    connection, List.of(new RowLetter(DataClass.ADT, "olddb", "MRCANARY", json, failure)));
            return 0;
        });
        countRow(Tally.DEAD_LETTERED);
    }

    private void countRow(Tally tally) {
        desk.database.inTransaction(connection -> {
            new Tallies()
                    .add(
                            connection,
                            new Tallies.Changes()
                                    .add(DataClass.ADT, Tally.READ, 1)
                                    .add(DataClass.ADT, tally, 1));
            return 0;
        });
    }

    private DeadLetter onlyLetter() {
        List<DeadLetter> all = search().list(LetterFilter.ALL, Long.MAX_VALUE, 10);
        assertThat(all).hasSize(1);
        return all.get(0);
    }

    private void saveAdtPosition(long id) {
        desk.database.inTransaction(connection -> {
            try (var statement = connection.createStatement()) {
                return statement.executeUpdate("insert into dispatch_position values (0, " + id + ")");
            }
        });
    }

    private JournalEntry accept(String controlId) {
        long id = desk.accept(Desk.message(controlId, "MR" + controlId)).id();
        return desk.journal.find(id).orElseThrow();
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
