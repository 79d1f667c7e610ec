package io.caravan.deadletter;

import static org.assertj.core.api.Assertions.assertThat;

import io.caravan.deadletter.DeadLetter.State;
import io.caravan.journal.Desk;
import io.caravan.ledger.Outcome;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an action does to a letter in a state: the table of docs/reference/dead-letter-actions.md. */
class ActionTableTest {
    private static final Failure FAILURE = new Failure("map", 102, "bad-date", "PID-7", DeadLetter.Cause.DATA);
    private static final Decision OTTO = new Decision("otto", "test");

    private static LetterDesk all;
    private static Desk desk;
    private static PostgresDeadLetters letters;
    private static int made;

    @BeforeAll
    static void open() {
        all = LetterDesk.open();
        desk = all.desk();
        letters = all.letters();
    }

    @AfterAll
    static void close() {
        all.close();
    }

    @ParameterizedTest(name = "{0}: {1} gives {2}")
    @CsvSource({
        "OPEN, replay, REPLAYING",
        "HELD, replay, REPLAYING",
        "REPLAYING, replay, refused",
        "REPLAYED, replay, refused",
        "SUPERSEDED, replay, refused",
        "DISCARDED, replay, refused",
        "OPEN, edit, OPEN",
        "HELD, edit, HELD",
        "REPLAYING, edit, refused",
        "REPLAYED, edit, refused",
        "SUPERSEDED, edit, refused",
        "DISCARDED, edit, refused",
        "OPEN, hold, HELD",
        "HELD, hold, refused",
        "REPLAYING, hold, refused",
        "REPLAYED, hold, refused",
        "SUPERSEDED, hold, refused",
        "DISCARDED, hold, refused",
        "OPEN, discard, DISCARDED",
        "HELD, discard, DISCARDED",
        "REPLAYING, discard, refused",
        "REPLAYED, discard, refused",
        "SUPERSEDED, discard, refused",
        "DISCARDED, discard, refused",
        "OPEN, reopen, refused",
        "HELD, reopen, refused",
        "REPLAYING, reopen, refused",
        "REPLAYED, reopen, refused",
        "SUPERSEDED, reopen, refused",
        "DISCARDED, reopen, OPEN",
        "REPLAYING, assign, REPLAYING",
        "REPLAYED, assign, REPLAYED",
        "DISCARDED, note, DISCARDED",
        "HELD, note, HELD"
    })
    void aLetterBecomesWhatTheTableSays(State state, String action, String result) {
        long id = in(state);
        int before = letters.history(id).size();

        boolean done = run(action, id);

        boolean refused = result.equals("refused");
        assertThat(done).isNotEqualTo(refused);
        assertThat(letters.find(id).orElseThrow().state()).isEqualTo(refused ? state : State.valueOf(result));
        assertThat(letters.history(id)).hasSize(refused ? before : before + 1);
        assertThat(desk.adt().read())
                .as("every record has one place")
                .isEqualTo(desk.adt().applied()
                        + desk.adt().superseded()
                        + desk.adt().deadLettered()
                        + desk.adt().inFlight());
    }

    private static boolean run(String action, long id) {
        return switch (action) {
            case "replay" -> !letters.replay(List.of(id), OTTO).isEmpty();
            case "edit" -> letters.edit(id, ActionTableTest::longer, OTTO).isPresent();
            case "hold" -> !letters.hold(List.of(id), OTTO).isEmpty();
            case "discard" -> !letters.discard(List.of(id), OTTO).isEmpty();
            case "reopen" -> !letters.reopen(List.of(id), OTTO).isEmpty();
            case "assign" -> !letters.assign(List.of(id), "olga", OTTO).isEmpty();
            case "note" -> !letters.note(List.of(id), OTTO).isEmpty();
            default -> throw new IllegalArgumentException(action);
        };
    }

    private static long in(State state) {
        made++;
        String name = "a" + made;
        long journalId = desk.accept(Desk.message(name, "MR" + name)).id();
        long id = letters.open(desk.journal.find(journalId).orElseThrow(), name, FAILURE);
        switch (state) {
            case OPEN -> {}
            case HELD -> letters.hold(List.of(id), OTTO);
            case REPLAYING -> letters.replay(List.of(id), OTTO);
            case REPLAYED -> replayed(id, journalId, Outcome.APPLIED);
            case SUPERSEDED -> replayed(id, journalId, Outcome.SUPERSEDED);
            case DISCARDED -> letters.discard(List.of(id), OTTO);
        }
        assertThat(letters.find(id).orElseThrow().state()).isEqualTo(state);
        return id;
    }

    private static void replayed(long id, long journalId, Outcome outcome) {
        letters.replay(List.of(id), OTTO);
        desk.ends(journalId, outcome);
    }

    private static byte[] longer(byte[] bytes) {
        return (new String(bytes, StandardCharsets.UTF_8) + "\rZZZ|1").getBytes(StandardCharsets.UTF_8);
    }
}
