package io.caravan.deadletter;

import static org.assertj.core.api.Assertions.assertThat;

import io.caravan.journal.Desk;
import io.caravan.journal.JournalEntry;
import io.caravan.ledger.Outcome;
import io.caravan.ledger.Preview;
import io.caravan.message.DataClass;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PostgresRehearsalsTest {
    private static final Failure BAD_DATE = new Failure("map", 102, "bad-date", "PID-7", DeadLetter.Cause.DATA);
    private static final Failure REFUSED = new Failure("deliver", 207, "target-422", "target", DeadLetter.Cause.DATA);
    private static final Rehearsed APPLIED =
            new Rehearsed.Folded(new Preview(Outcome.APPLIED, Optional.empty(), List.of(), 0));
    private static final Decision EVA = new Decision("eva", "repaired");

    private final AtomicReference<JournalEntry> played = new AtomicReference<>();
    private final AtomicReference<String> playedRow = new AtomicReference<>("");
    private LetterDesk all;
    private Desk desk;
    private PostgresDeadLetters letters;
    private PostgresRehearsals rehearsals;

    @BeforeEach
    void open() {
        all = LetterDesk.open();
        desk = all.desk();
        letters = all.letters();
        rehearsals = new PostgresRehearsals(
                desk.database,
                desk.keys.sealer(),
                (dataClass, source, json) -> {
                    playedRow.set(source + " " + json);
                    return APPLIED;
                },
                desk.clock);
    }

    @AfterEach
    void close() {
        all.close();
    }

    @Test
    void theRouteOfItsClassPlaysWhatAReplayWouldSend() throws Exception {
        long id = letter("1", BAD_DATE);
        letters.edit(id, bytes -> "edited".getBytes(StandardCharsets.UTF_8), EVA);
        new PostgresDetours(desk.database, letters, desk.clock).redirect(List.of(id), "other", EVA);

        try (AutoCloseable stage = attach()) {
            assertThat(stage).isNotNull();
            assertThat(rehearsals.of(id)).contains(APPLIED);
        }

        assertThat(new String(played.get().payload(), StandardCharsets.UTF_8)).isEqualTo("edited");
        assertThat(played.get().source()).isEqualTo("other");
        assertThat(rehearsals.of(id)).contains(new Rehearsed.Unknown("route-not-running"));
    }

    @Test
    void whatOnlyItsTargetRefusedWouldBeDeliveredAgain() throws Exception {
        long id = letter("1", REFUSED);

        try (AutoCloseable stage = attach()) {
            assertThat(stage).isNotNull();
            assertThat(rehearsals.of(id))
                    .hasValueSatisfying(said -> assertThat(said).isInstanceOf(Rehearsed.DeliveredAgain.class));
        }
    }

    @Test
    void aRowIsPlayedAsItIsNow() {
        desk.database.inTransaction(connection -> {
            desk.letters.openRows(
                    connection, List.of(new RowLetter(DataClass.ADT, "olddb", "MR1", "{\"a\":1}", BAD_DATE)));
            return 0;
        });
        long id = desk.query("select id from dead_letter");
        letters.edit(id, bytes -> "{\"a\":2}".getBytes(StandardCharsets.UTF_8), EVA);

        assertThat(rehearsals.of(id)).contains(APPLIED);
        assertThat(playedRow).hasValue("olddb {\"a\":2}");
        assertThat(rehearsals.of(id + 1)).isEmpty();
    }

    private AutoCloseable attach() {
        return rehearsals.attach(DataClass.ADT, entry -> {
            played.set(entry);
            return APPLIED;
        });
    }

    private long letter(String controlId, Failure failure) {
        long journalId = desk.accept(Desk.message(controlId, "p" + controlId)).id();
        return letters.open(desk.journal.find(journalId).orElseThrow(), controlId, failure);
    }
}
