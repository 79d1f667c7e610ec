package io.caravan.deadletter;

import io.caravan.balance.OutcomeLog;
import io.caravan.crypto.Sealer;
import io.caravan.deadletter.DeadLetter.State;
import io.caravan.deadletter.Payloads.Payload;
import io.caravan.dispatch.Dispatcher;
import io.caravan.journal.JournalEntry;
import io.caravan.ledger.Outcome;
import io.caravan.sql.Database;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/** The dead letters in PostgreSQL. */
public final class PostgresDeadLetters implements DeadLetters, Repairs, Replays, AutoCloseable {
    private static final Comparator<DeadLetter> CUSTODY = Comparator.comparingLong(
                    (DeadLetter letter) -> letter.journalId().orElse(Long.MAX_VALUE))
            .thenComparingLong(DeadLetter::id);

    private final Database database;
    private final LetterWriter writer;
    private final OutcomeLog outcomes;
    private final Dispatcher dispatcher;
    private final InstantSource clock;
    private final LetterTable table = new LetterTable();
    private final Restore restore = new Restore();
    private final WaitingEdits waitingEdits = new WaitingEdits();
    private final ReopenedOutcomes reopened = new ReopenedOutcomes();
    private final Attempts attempts;
    private final Payloads payloads;
    private final RowReplays rowReplays;

    public PostgresDeadLetters(
            Database database,
            Sealer sealer,
            LetterWriter writer,
            OutcomeLog outcomes,
            Dispatcher dispatcher,
            RowReplay rowReplay,
            InstantSource clock) {
        this.database = database;
        this.writer = writer;
        this.outcomes = outcomes;
        this.dispatcher = dispatcher;
        this.clock = clock;
        this.attempts = new Attempts(clock);
        this.payloads = new Payloads(sealer, clock);
        this.rowReplays = new RowReplays(database, payloads, rowReplay, clock);
    }

    /** Goes on with rows whose replay a crash interrupted; messages are the dispatcher's. */
    public void start() {
        rowReplays.add(database.inTransaction(table::listRowsReplaying));
    }

    @Override
    public long open(JournalEntry entry, String controlId, Failure failure) {
        MessageLetter letter = new MessageLetter(entry.id(), entry.dataClass(), entry.source(), controlId, failure);
        return database.inRepeatedTransaction(connection -> {
            writer.open(connection, List.of(letter));
            long id = writer.get(connection, entry.id());
            outcomes.record(
                    connection,
                    List.of(new OutcomeLog.Recorded(entry.id(), entry.dataClass(), Outcome.DEAD_LETTERED, true)));
            return id;
        });
    }

    @Override
    public Optional<DeadLetter> find(long id) {
        return database.inTransaction(connection -> table.find(connection, id));
    }

    @Override
    public List<DeadLetter> replay(List<Long> ids, Decision decision) {
        List<DeadLetter> letters = database.inRepeatedTransaction(
                connection -> begin(connection, ids, Set.of(State.OPEN, State.HELD), decision));
        dispatch(letters);
        return letters;
    }

    @Override
    public List<DeadLetter> begin(Connection connection, List<Long> ids, Set<State> from, Decision decision)
            throws SQLException {
        List<DeadLetter> locked = table.lock(connection, ids, from.toArray(new State[0]));
        // Asked behind the lock: an edit that came first is seen.
        Set<Long> waiting =
                waitingEdits.of(connection, locked.stream().map(DeadLetter::id).toList());
        List<DeadLetter> letters =
                locked.stream().filter(letter -> !waiting.contains(letter.id())).toList();
        if (!letters.isEmpty()) {
            table.move(connection, letters, State.REPLAYING, clock.instant());
            attempts.record(connection, "replay", letters, decision);
            reopened.reopen(connection, letters);
        }
        return letters.stream()
                .map(letter -> letter.in(State.REPLAYING))
                .sorted(CUSTODY)
                .toList();
    }

    @Override
    public List<DeadLetter> replaying(Connection connection, List<Long> ids) throws SQLException {
        return table.lock(connection, ids, State.REPLAYING).stream()
                .sorted(CUSTODY)
                .toList();
    }

    @Override
    public void dispatch(List<DeadLetter> replaying) {
        for (DeadLetter letter : replaying) {
            letter.journalId().ifPresent(journalId -> dispatcher.again(letter.dataClass(), journalId));
        }
        rowReplays.add(replaying.stream()
                .filter(letter -> letter.journalId().isEmpty())
                .toList());
    }

    @Override
    public List<Attempt> history(long id) {
        return database.inTransaction(connection -> attempts.history(connection, id));
    }

    @Override
    public byte[] payload(long id) {
        return shown(id, false);
    }

    @Override
    public byte[] original(long id) {
        return shown(id, true);
    }

    @Override
    public Optional<DeadLetter> edit(long id, UnaryOperator<byte[]> change, boolean needsApproval, Decision decision) {
        return database.inRepeatedTransaction(connection -> {
            List<DeadLetter> open = table.lock(connection, List.of(id), State.OPEN, State.HELD);
            if (open.isEmpty()) {
                return Optional.empty();
            }
            DeadLetter letter = open.get(0);
            Payload present = payloads.get(connection, id, false);
            byte[] edited = letter.journalId().isPresent()
                    ? change.apply(present.bytes())
                    : SealedRow.of(present.bytes()).with(change);
            payloads.add(
                    connection,
                    letter,
                    new Payload(edited, payloads.newest(connection, id) + 1),
                    needsApproval,
                    decision);
            writer.file(
                    connection,
                    id,
                    letter.journalId().isPresent()
                            ? Contents.ofMessage(edited)
                            : Contents.ofRow(SealedRow.of(edited).rowJson()));
            attempts.record(connection, "edited", open, decision);
            return Optional.of(letter);
        });
    }

    @Override
    public List<DeadLetter> discard(List<Long> ids, Decision decision) {
        List<DeadLetter> discarded = end(ids, State.DISCARDED, "discarded", decision, State.OPEN, State.HELD);
        discarded.stream().map(DeadLetter::dataClass).distinct().forEach(dispatcher::released);
        return discarded;
    }

    @Override
    public List<DeadLetter> reopen(List<Long> ids, Decision decision) {
        return database.inRepeatedTransaction(connection -> {
            List<DeadLetter> opened = table.find(connection, restore.open(connection, ids, clock.instant()));
            attempts.record(connection, "reopened", opened, decision);
            writer.openedAgain(opened);
            return opened;
        });
    }

    @Override
    public List<DeadLetter> hold(List<Long> ids, Decision decision) {
        return end(ids, State.HELD, "held", decision, State.OPEN);
    }

    /** Stops the replay of rows; it goes on at the next start. */
    @Override
    public void close() {
        rowReplays.close();
    }

    @Override
    public List<DeadLetter> assign(List<Long> ids, String assignee, Decision decision) {
        return database.inRepeatedTransaction(connection -> {
            List<DeadLetter> letters = table.lock(connection, ids, State.values());
            if (!letters.isEmpty()) {
                table.assign(connection, letters, assignee, clock.instant());
                Decision told = new Decision(decision.actor(), assigned(assignee, decision.reason()));
                attempts.record(connection, "assigned", letters, told);
            }
            return table.find(connection, letters.stream().map(DeadLetter::id).toList());
        });
    }

    @Override
    public List<DeadLetter> note(List<Long> ids, Decision decision) {
        return database.inRepeatedTransaction(connection -> {
            List<DeadLetter> letters = table.find(connection, ids);
            attempts.record(connection, "note", letters, decision);
            return letters;
        });
    }

    private static String assigned(String assignee, String reason) {
        String to = assignee.isEmpty() ? "to nobody" : "to " + assignee;
        return reason.isEmpty() ? to : to + ": " + reason;
    }

    private List<DeadLetter> end(List<Long> ids, State state, String event, Decision decision, State... from) {
        return database.inRepeatedTransaction(connection -> {
            List<DeadLetter> letters = table.lock(connection, ids, from);
            if (!letters.isEmpty()) {
                table.move(connection, letters, state, clock.instant());
                attempts.record(connection, event, letters, decision);
            }
            return letters.stream().map(letter -> letter.in(state)).toList();
        });
    }

    private byte[] shown(long id, boolean original) {
        return database.inTransaction(connection -> {
            DeadLetter letter = table.find(connection, id)
                    .orElseThrow(() -> new IllegalArgumentException("There is no dead letter " + id));
            byte[] bytes = payloads.get(connection, id, original).bytes();
            return letter.journalId().isPresent() ? bytes : SealedRow.of(bytes).json();
        });
    }
}
