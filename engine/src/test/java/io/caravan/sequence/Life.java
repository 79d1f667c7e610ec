package io.caravan.sequence;

import io.caravan.crypto.KeyRing;
import io.caravan.deadletter.DeadLetter;
import io.caravan.deadletter.Decision;
import io.caravan.deadletter.Failure;
import io.caravan.deadletter.LetterFilter;
import io.caravan.deadletter.PostgresDeadLetters;
import io.caravan.deadletter.PostgresLetterSearch;
import io.caravan.dispatch.DispatchSettings;
import io.caravan.dispatch.Dispatcher.Completion;
import io.caravan.dispatch.PatientOrderDispatcher;
import io.caravan.journal.Desk;
import io.caravan.journal.JournalEntry;
import io.caravan.journal.JournalSettings;
import io.caravan.ledger.Outcome;
import io.caravan.message.DataClass;
import io.caravan.sql.Database;
import java.nio.charset.StandardCharsets;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Predicate;

/** Caravan from a start to a stop or a kill, as far as order is concerned: journal, dispatch, dead letters. */
final class Life implements AutoCloseable {
    private static final Failure BAD = new Failure("map", 102, "bad-date", "PID-7", DeadLetter.Cause.DATA);

    final Desk desk;
    final PatientOrderDispatcher inner;
    final HoldingDispatcher dispatcher;
    final PostgresDeadLetters letters;
    private final ExecutorService others = Executors.newFixedThreadPool(4);
    private final Set<Long> busy = ConcurrentHashMap.newKeySet();
    private final Predicate<String> isBad;
    private volatile boolean killed;
    volatile String problem = "";

    /** @param isBad by the message's text; such a message becomes a dead letter */
    Life(Database database, KeyRing keys, Set<DataClass> holding, Predicate<String> isBad) {
        this.isBad = isBad;
        InstantSource clock = InstantSource.system();
        BlockedPatients blocked = new BlockedPatients(holding, clock);
        desk = new Desk(database, keys, JournalSettings.DEFAULT, blocked);
        inner = new PatientOrderDispatcher(
                desk.journal,
                database,
                new DispatchSettings(
                        3,
                        64,
                        1 << 20,
                        8,
                        Duration.ofMillis(1),
                        Duration.ofMillis(20),
                        Duration.ofSeconds(30),
                        Duration.ofMillis(300)));
        dispatcher = new HoldingDispatcher(inner, database, blocked, clock);
        letters = new PostgresDeadLetters(
                database,
                keys.sealer(),
                desk.letters,
                desk.outcomes,
                dispatcher,
                (dataClass, source, rowKey, rowJson) -> Outcome.APPLIED,
                clock);
    }

    /** Where the turns are written in which entries were applied or discarded. */
    static void makeTurns(Database database) {
        run(database, "create table turn (n bigint generated always as identity, journal_id bigint primary key)");
    }

    Life start() {
        dispatcher.start(DataClass.ADT, this::handle);
        return this;
    }

    private void handle(JournalEntry entry, Completion completion) {
        if (entry.patientHash() != 0 && !busy.add(entry.patientHash())) {
            problem = "two entries of one patient at once: " + entry.id();
        }
        others.execute(() -> {
            try {
                if (killed) {
                    return;
                }
                if (isBad.test(new String(entry.payload(), StandardCharsets.UTF_8))) {
                    letters.open(entry, "", BAD);
                } else {
                    apply(entry.id());
                }
                busy.remove(entry.patientHash());
                if (!killed) {
                    completion.done();
                }
            } catch (RuntimeException e) {
                busy.remove(entry.patientHash());
                completion.again();
            }
        });
    }

    private void apply(long id) {
        desk.database.inRepeatedTransaction(connection -> {
            turn(connection.prepareStatement("insert into turn (journal_id) values (?) on conflict do nothing"), id);
            desk.outcomes.record(
                    connection,
                    List.of(new io.caravan.balance.OutcomeLog.Recorded(id, DataClass.ADT, Outcome.APPLIED, true)));
            return 0;
        });
    }

    void discard(DeadLetter letter) {
        long id = letter.journalId().orElseThrow();
        turned("insert into turn (journal_id) values (?) on conflict do nothing", id);
        if (discard(letter.id()).isEmpty()) {
            turned(
                    "delete from turn where journal_id = ? and not exists (select from outcome where"
                            + " outcome.journal_id = turn.journal_id and outcome = 0)",
                    id);
        }
    }

    List<DeadLetter> discard(long letterId) {
        return letters.discard(List.of(letterId), new Decision("olga", "not needed"));
    }

    void reopen(long letterId) {
        letters.reopen(List.of(letterId), new Decision("olga", "it was no mistake"));
    }

    void replay(long letterId) {
        letters.replay(List.of(letterId), new Decision("olga", "repaired"));
    }

    /** Those that are open. */
    List<DeadLetter> open() {
        return new PostgresLetterSearch(desk.database, desk.keys.keyedHash())
                .list(LetterFilter.ALL.in(DeadLetter.State.OPEN), Long.MAX_VALUE, 1000);
    }

    private void turned(String sql, long id) {
        desk.database.inTransaction(connection -> turn(connection.prepareStatement(sql), id));
    }

    private static int turn(PreparedStatement prepared, long id) throws SQLException {
        try (PreparedStatement statement = prepared) {
            statement.setLong(1, id);
            return statement.executeUpdate();
        }
    }

    private static void run(Database database, String sql) {
        database.inTransaction(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                return statement.executeUpdate();
            }
        });
    }

    /** As kill -9 does: nothing is finished, nothing is told. */
    void kill() {
        killed = true;
        desk.database.close();
        close();
    }

    @Override
    public void close() {
        letters.close();
        dispatcher.close();
        inner.close();
        others.shutdownNow();
        desk.close();
    }
}
