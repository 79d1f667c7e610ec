package io.caravan.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.caravan.balance.Tallies;
import io.caravan.journal.Endings.Ending;
import io.caravan.journal.Fragments.Chain;
import io.caravan.journal.Fragments.Fragment;
import io.caravan.ledger.Outcome;
import io.caravan.message.DataClass;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What is kept of the talk with senders, in a real database. */
class LinkTablesTest {
    private static final String SENDER = "LAB|NORTH";

    private Desk desk;
    private Fragments fragments;

    @BeforeEach
    void open() {
        desk = new Desk();
        fragments = fragments();
    }

    @AfterEach
    void close() {
        desk.close();
    }

    private Fragments fragments() {
        return new PostgresFragments(desk.database, desk.keys.keyedHash());
    }

    private Chain put(long id, String pointer, String next) {
        return put(id, SENDER, pointer, next);
    }

    private Chain put(long id, String sender, String pointer, String next) {
        return fragments.put(new Fragment(id, DataClass.LABS, sender, pointer, next));
    }

    @Test
    @DisplayName(
            "§7.5 continuation: a message is complete when every pointer is answered, in whatever order fragments are seen")
    void aChainIsCompleteFromItsFirstToItsLast() {
        assertThat(put(3, "P2", "")).isEqualTo(new Chain(List.of(3L), false, false));
        assertThat(put(1, "", "P1")).isEqualTo(new Chain(List.of(1L), true, false));

        assertThat(put(2, "P1", "P2")).isEqualTo(new Chain(List.of(1L, 2L, 3L), true, true));
        assertThat(put(1, "", "P1")).isEqualTo(new Chain(List.of(1L, 2L, 3L), true, true));
    }

    @Test
    @DisplayName("§7.5 continuation: what was put is there after a restart")
    void fragmentsOutliveTheProcess() {
        put(1, "", "P1");
        fragments = fragments();

        assertThat(put(2, "P1", "").complete()).isTrue();
    }

    @Test
    @DisplayName("§7.5 continuation: a pointer that is used again belongs to the last who announced it")
    void aPointerMayBeUsedAgain() {
        put(1, "", "P1");
        put(2, "P1", "");
        put(5, "", "P1");
        put(7, "", "P1"); // what 5 announced was lost

        assertThat(put(8, "P1", "").journalIds()).containsExactly(7L, 8L);
        assertThat(put(5, "", "P1")).isEqualTo(new Chain(List.of(5L), true, false));
        assertThat(put(1, "", "P1").journalIds()).containsExactly(1L, 2L);
    }

    @Test
    @DisplayName("§7.5 continuation: a pointer is its sender's own")
    void sendersMayUseTheSamePointers() {
        put(1, "LAB|NORTH", "", "P1");
        put(2, "LAB|SOUTH", "", "P1");

        assertThat(put(3, "LAB|NORTH", "P1", "").journalIds()).containsExactly(1L, 3L);
        assertThat(put(4, "LAB|SOUTH", "P1", "").journalIds()).containsExactly(2L, 4L);
    }

    @Test
    @DisplayName("§7.5 sequence: the last number of each source is kept")
    void theLastNumberIsKept() {
        SequenceNumbers numbers = new PostgresSequenceNumbers(desk.database);
        assertThat(numbers.last("lab")).isEmpty();

        numbers.accepted("lab", 7);
        numbers.accepted("lab", 8);
        numbers.accepted("adt", 1);

        assertThat(new PostgresSequenceNumbers(desk.database).last("lab")).isEqualTo(OptionalLong.of(8));
    }

    @Test
    @DisplayName("§7.3 misrouted: refusals are counted beside the balance")
    void refusalsAreCounted() {
        try (PostgresRefusals refusals = new PostgresRefusals(desk.database, new Tallies())) {
            refusals.count(DataClass.ADT);
            await().untilAsserted(() -> assertThat(desk.adt().rejected()).isOne());
            refusals.count(DataClass.ADT);
            refusals.count(DataClass.ADT);
        }

        assertThat(desk.adt().rejected()).isEqualTo(3);
        assertThat(desk.adt().read()).isZero();
        assertThat(desk.adt().residual()).isZero();
    }

    @Test
    @DisplayName("§7.2 both: how a message ended is known from its record")
    void howAMessageEndedIsFound() {
        Endings endings = new PostgresEndings(desk.database);
        long first = desk.accept(Desk.message("1", "MR1")).id();
        long clash =
                desk.accept(Desk.message(DataClass.ADT, "1", "MR1", "other")).id();
        assertThat(endings.find(first)).isEmpty();

        desk.ends(first, Outcome.APPLIED);

        assertThat(endings.find(first)).contains(new Ending(false, 0, "", ""));
        assertThat(endings.find(clash)).contains(new Ending(true, 205, "duplicate-control-id", "MSH-10"));
    }
}
