package io.caravan.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.caravan.balance.Balance;
import io.caravan.crypto.KeyRing;
import io.caravan.crypto.TestKeys;
import io.caravan.journal.Receipt.Kind;
import io.caravan.ledger.Outcome;
import io.caravan.message.DataClass;
import io.caravan.sql.Database;
import io.caravan.sql.TestSchema;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class PostgresJournalTest {
    private Desk desk;

    @BeforeEach
    void open() {
        desk = new Desk();
    }

    @AfterEach
    void close() {
        desk.close();
    }

    @Test
    @DisplayName("§7.3 custody: what is answered is committed, sealed, and opens as it came")
    void aMessageIsCommittedAndOpensAgainAsItCame() {
        byte[] payload = {0x0b, (byte) 0xff, 0, '|', 'M'};
        Receipt receipt = desk.accept(new Incoming(DataClass.LABS, "lab1", "A|B|1", "MR1", payload, "CA"));

        JournalEntry entry = desk.journal.find(receipt.id()).orElseThrow();

        assertThat(receipt.kind()).isEqualTo(Kind.ACCEPTED);
        assertThat(receipt.replyCode()).isEqualTo("CA");
        assertThat(entry.payload()).isEqualTo(payload);
        assertThat(entry.source()).isEqualTo("lab1");
        assertThat(entry.dataClass()).isEqualTo(DataClass.LABS);
        assertThat(entry.patientHash()).isNotZero();
        assertThat(desk.balance.counts().get(DataClass.LABS)).isEqualTo(new Balance.Counts(1, 0, 0, 0, 0, 0, 1));
    }

    @Test
    @DisplayName("§7.3 duplicate: the same message again has no effect, is counted, and gets the first answer")
    void theSameMessageAgainIsADuplicateWithTheFirstAnswer() {
        Receipt first = desk.accept(Desk.message(DataClass.ADT, "1", "MR1", "same"));
        Incoming again = new Incoming(DataClass.ADT, "other", "SEND|FAC|1", "MR1", "same".getBytes(), "CA");

        Receipt second = desk.accept(again);

        assertThat(second).isEqualTo(new Receipt(Kind.DUPLICATE, first.id(), "AA"));
        assertThat(desk.adt()).isEqualTo(new Balance.Counts(1, 0, 0, 0, 0, 0, 1, 1, 0));
        assertThat(desk.query("select count from tally where name = 'duplicate'"))
                .isOne();
    }

    @Test
    @DisplayName("§7.3 clash: the same control id with other content is kept as a dead letter with code 205")
    void otherContentUnderTheSameControlIdIsKeptAsADeadLetterWithCode205() {
        Receipt first = desk.accept(Desk.message(DataClass.ADT, "7", "MR1", "first"));

        Receipt clash = desk.accept(Desk.message(DataClass.ADT, "7", "MR1", "second"));
        Receipt clashAgain = desk.accept(Desk.message(DataClass.ADT, "7", "MR1", "second"));

        assertThat(clash.kind()).isEqualTo(Kind.CLASH);
        assertThat(clash.id()).isGreaterThan(first.id());
        assertThat(clashAgain).isEqualTo(new Receipt(Kind.DUPLICATE, clash.id(), "AA"));
        assertThat(desk.query("select count(*) from dead_letter where state = 0 and hl7_code = 205"
                        + " and control_id = '7' and journal_id = " + clash.id()))
                .isOne();
        assertThat(desk.adt()).isEqualTo(new Balance.Counts(2, 0, 0, 0, 0, 1, 1, 1, 0));
    }

    @Test
    void messagesOfOneCommitAreComparedWithEachOther() throws Exception {
        List<CompletableFuture<Receipt>> results = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            results.add(desk.journal.accept(Desk.message(DataClass.ADT, "1", "MR1", i % 2 == 0 ? "even" : "odd")));
        }

        List<Kind> kinds = new ArrayList<>();
        for (CompletableFuture<Receipt> result : results) {
            kinds.add(result.get(30, TimeUnit.SECONDS).kind());
        }

        assertThat(kinds).startsWith(Kind.ACCEPTED, Kind.CLASH);
        assertThat(Collections.frequency(kinds, Kind.DUPLICATE)).isEqualTo(48);
        assertThat(desk.adt()).isEqualTo(new Balance.Counts(2, 0, 0, 0, 0, 1, 1, 48, 0));
    }

    @Test
    void withoutAControlIdOnlyTheSameBytesAreADuplicate() {
        assertThat(desk.accept(Desk.message(DataClass.ADT, "", "", "a")).kind()).isEqualTo(Kind.ACCEPTED);
        assertThat(desk.accept(Desk.message(DataClass.ADT, "", "", "b")).kind()).isEqualTo(Kind.ACCEPTED);
        assertThat(desk.accept(Desk.message(DataClass.ADT, "", "", "a")).kind()).isEqualTo(Kind.DUPLICATE);
    }

    @Test
    void aMessageSentToTwoClassesIsTakenByEach() {
        assertThat(desk.accept(Desk.message(DataClass.ADT, "1", "", "a")).kind())
                .isEqualTo(Kind.ACCEPTED);
        assertThat(desk.accept(Desk.message(DataClass.ORDERS, "1", "", "a")).kind())
                .isEqualTo(Kind.ACCEPTED);
    }

    @Test
    void manyMessagesShareFewCommitsAndAreAnsweredInOrder() throws Exception {
        desk.accept(Desk.message("warm", "MR1"));
        long before = desk.query("select pg_current_xact_id()::text::bigint");
        List<Integer> answered = Collections.synchronizedList(new ArrayList<>());
        List<CompletableFuture<Receipt>> results = new ArrayList<>();
        desk.database.inTransaction(connection -> {
            lockJournal(connection); // no answer comes before its listener is registered
            for (int i = 0; i < 2000; i++) {
                int number = i;
                CompletableFuture<Receipt> result = desk.journal.accept(Desk.message("c" + i, "MR" + i % 7));
                results.add(result);
                result.thenRun(() -> answered.add(number));
            }
            return 0;
        });

        // asking a future for its result may run its listener here, out of turn: so only when all have run
        await().atMost(30, TimeUnit.SECONDS).until(() -> answered.size() == 2000);
        List<Long> ids = new ArrayList<>();
        for (CompletableFuture<Receipt> result : results) {
            ids.add(result.get(30, TimeUnit.SECONDS).id());
        }
        long transactions = desk.query("select pg_current_xact_id()::text::bigint") - before;

        assertThat(transactions).isLessThan(500);
        assertThat(ids).isSorted().doesNotHaveDuplicates();
        assertThat(answered).isSorted();
        assertThat(desk.query("select count(*) from journal")).isEqualTo(2001);
    }

    @Test
    void moreThanMayWaitIsRefusedInItsTurnAndTheNextIsTakenAgain() throws Exception {
        desk.close();
        desk = new Desk(TestSchema.create(), TestKeys.create(), new JournalSettings(10, 1 << 20, 5, 1 << 20));
        List<CompletableFuture<Receipt>> results = new ArrayList<>();
        List<Integer> answered = Collections.synchronizedList(new ArrayList<>());

        desk.database.inTransaction(connection -> {
            lockJournal(connection);
            for (int i = 0; i < 40; i++) {
                int number = i;
                results.add(desk.journal.accept(Desk.message("f" + i, "MR1")));
                results.get(i).whenComplete((receipt, failure) -> answered.add(number));
            }
            assertThat(results).noneMatch(CompletableFuture::isDone);
            return 0;
        });
        await().atMost(30, TimeUnit.SECONDS).until(() -> answered.size() == 40);
        for (CompletableFuture<Receipt> result : results.subList(0, 10)) {
            assertThat(result.get(30, TimeUnit.SECONDS).kind()).isEqualTo(Kind.ACCEPTED);
        }

        assertThat(reason(results.get(10))).isEqualTo(CustodyRefused.Reason.FULL);
        assertThat(reason(results.get(39))).isEqualTo(CustodyRefused.Reason.FULL);
        assertThat(answered).isSorted();
        assertThat(desk.accept(Desk.message("after", "MR1")).kind()).isEqualTo(Kind.ACCEPTED);
        assertThat(desk.query("select count(*) from journal")).isEqualTo(11);
    }

    @Test
    void aLargeMessageIsTakenAlone() {
        String large = "x".repeat(20 << 20);

        Receipt receipt = desk.accept(Desk.message(DataClass.LABS, "1", "", large));

        assertThat(desk.journal.find(receipt.id()).orElseThrow().payload()).hasSize(20 << 20);
    }

    @Test
    void aBrokenConnectionRefusesAndTheNextMessageIsTaken() {
        desk.accept(Desk.message("1", "MR1"));
        desk.query("select count(pg_terminate_backend(pid)) from pg_stat_activity"
                + " where datname = current_database() and pid <> pg_backend_pid()");

        List<Kind> kinds = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            CompletableFuture<Receipt> result = desk.journal.accept(Desk.message("again" + i, "MR1"));
            try {
                kinds.add(result.get(30, TimeUnit.SECONDS).kind());
            } catch (Exception e) {
                assertThat(reason(result)).isEqualTo(CustodyRefused.Reason.UNAVAILABLE);
            }
        }

        assertThat(kinds).isNotEmpty().containsOnly(Kind.ACCEPTED);
        assertThat(desk.adt().residual()).isZero();
        assertThat(desk.query("select count(*) from journal")).isEqualTo(1 + kinds.size());
    }

    @Test
    void aClosedJournalRefusesAndWhatWaitedIsAnswered() {
        List<CompletableFuture<Receipt>> before = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            before.add(desk.journal.accept(Desk.message("b" + i, "MR1")));
        }

        desk.journal.close();

        assertThat(before).allMatch(CompletableFuture::isDone).noneMatch(CompletableFuture::isCompletedExceptionally);
        assertThat(reason(desk.journal.accept(Desk.message("late", "MR1")))).isEqualTo(CustodyRefused.Reason.CLOSED);
    }

    @Test
    void openEntriesAreListedByClassInOrderUntilTheyHaveAnOutcome() {
        Receipt first = desk.accept(Desk.message("1", "MR1"));
        Receipt second = desk.accept(Desk.message("2", "MR1"));
        desk.accept(Desk.message(DataClass.LABS, "3", "MR1", "lab"));
        Receipt fourth = desk.accept(Desk.message("4", "MR1"));
        desk.ends(second.id(), Outcome.APPLIED);

        assertThat(desk.journal.listOpenAfter(DataClass.ADT, 0, 10))
                .extracting(JournalEntry::id)
                .containsExactly(first.id(), fourth.id());
        assertThat(desk.journal.listOpenAfter(DataClass.ADT, first.id(), 10))
                .extracting(JournalEntry::id)
                .containsExactly(fourth.id());
        assertThat(desk.journal.listOpenAfter(DataClass.ADT, 0, 1))
                .extracting(JournalEntry::id)
                .containsExactly(first.id());
    }

    @Test
    void aPageOfLargeEntriesEndsEarlyAndSaysSo() {
        List<Long> ids = LongStream.range(0, 8)
                .mapToObj(i -> desk.accept(Desk.message(DataClass.ADT, "l" + i, "", "y".repeat(10_000)))
                        .id())
                .toList();

        JournalFeed.OpenPage page = desk.journal.listOpen(DataClass.ADT, 0, 100, 25_000);

        assertThat(page.more()).isTrue();
        assertThat(page.entries()).extracting(JournalEntry::id).containsExactlyElementsOf(ids.subList(0, 3));
    }

    @Test
    void nothingOfAPatientIsReadableInTheDatabase() {
        desk.accept(Desk.message(DataClass.ADT, "1", "MRCANARY", "PID|1||MRCANARY||Everywoman^Canary"));

        assertThat(desk.query("select count(*) from journal where position('Canary'::bytea in sealed) > 0"
                        + " or journal::text ilike '%canary%'"))
                .isZero();
    }

    @Test
    void anEntryMovedToAnotherRowDoesNotOpenAndIsNamed() {
        Receipt first = desk.accept(Desk.message("1", "MR1"));
        Receipt second = desk.accept(Desk.message("2", "MR1"));
        desk.database.inTransaction(connection -> {
            try (PreparedStatement swap = connection.prepareStatement(
                    "update journal set sealed = (select sealed from journal where id = ?) where id = ?")) {
                swap.setLong(1, first.id());
                swap.setLong(2, second.id());
                return swap.executeUpdate();
            }
        });

        JournalFeed.OpenPage page = desk.journal.listOpen(DataClass.ADT, 0, 10, 1 << 20);

        assertThat(page.entries()).extracting(JournalEntry::id).containsExactly(first.id());
        assertThat(page.broken()).containsExactly(second.id());
    }

    @Test
    void aMessageThatCannotBeSealedIsRefused() {
        Database database = TestSchema.create();
        KeyRing keys = TestKeys.create();
        KeyRing without = new KeyRing(new NoKeys(), keys.keyedHash(), false, "");
        try (Desk broken = new Desk(database, without, JournalSettings.DEFAULT)) {
            assertThat(reason(broken.journal.accept(Desk.message("1", "MR1")))).isEqualTo(CustodyRefused.Reason.FAILED);
        }
    }

    static CustodyRefused.Reason reason(CompletableFuture<Receipt> result) {
        ExecutionException failure = catchThrowableOfType(ExecutionException.class, result::get);
        return ((CustodyRefused) failure.getCause()).reason();
    }

    /** Holds the writer until this transaction ends. */
    private static void lockJournal(Connection connection) throws SQLException {
        try (PreparedStatement lock = connection.prepareStatement("lock table journal")) {
            lock.execute();
        }
    }

    private static final class NoKeys implements io.caravan.crypto.Sealer {
        @Override
        public byte[] seal(byte[] clear, Place place) {
            throw new IllegalStateException("no key");
        }

        @Override
        public byte[] open(byte[] sealed, Place place) {
            throw new SealBroken(place);
        }
    }
}
