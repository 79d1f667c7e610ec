package io.caravan.journal;

import io.caravan.balance.OutcomeLog;
import io.caravan.crypto.KeyedHash;
import io.caravan.crypto.Sealer;
import io.caravan.deadletter.LetterWriter;
import io.caravan.journal.CustodyRefused.Reason;
import io.caravan.message.DataClass;
import io.caravan.sql.Database;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** The journal in PostgreSQL, sealed, with group commit. */
public final class PostgresJournal implements Journal, JournalFeed, AutoCloseable {
    private static final long LIST_BYTES = 32L << 20;

    private final Database database;
    private final Preparation preparation;
    private final JournalReader reader;
    private final WaitingRoom room;
    private final Batches batches;

    /** Starts the writer. Needs no connection yet: messages are refused while there is none. */
    public PostgresJournal(
            Database database,
            Sealer sealer,
            KeyedHash hash,
            LetterWriter letters,
            OutcomeLog outcomes,
            JournalSettings settings,
            InstantSource clock) {
        this.database = database;
        this.preparation = new Preparation(hash, sealer, clock);
        this.reader = new JournalReader(sealer);
        this.room = new WaitingRoom(settings);
        this.batches = new Batches(database, new JournalTable(letters, outcomes), room);
    }

    @Override
    public CompletableFuture<Receipt> accept(Incoming message) {
        CompletableFuture<Receipt> result = new CompletableFuture<>();
        try {
            room.enter(preparation.prepare(message, result));
        } catch (RuntimeException e) { // no key to seal with, say: the sender keeps the message
            result.completeExceptionally(new CustodyRefused(Reason.FAILED, e));
        }
        return result;
    }

    /** Messages that wait for their answer; for metrics. */
    public int waiting() {
        return room.size();
    }

    @Override
    public List<JournalEntry> listOpenAfter(DataClass dataClass, long afterId, int limit) {
        return listOpen(dataClass, afterId, limit, LIST_BYTES).entries();
    }

    @Override
    public Optional<JournalEntry> find(long id) {
        return database.inTransaction(connection -> reader.find(connection, id));
    }

    @Override
    public void follow(Follower follower) {
        batches.follow(follower);
    }

    @Override
    public OpenPage listOpen(DataClass dataClass, long afterId, int limit, long maxBytes) {
        return database.inTransaction(connection -> reader.listOpen(connection, dataClass, afterId, limit, maxBytes));
    }

    @Override
    public List<Long> listReturning(DataClass dataClass, long upToId) {
        return database.inTransaction(connection -> reader.listReturning(connection, dataClass, upToId));
    }

    @Override
    public OpenPage load(List<Long> ids) {
        return database.inTransaction(connection -> reader.load(connection, ids));
    }

    /** Refuses new messages, writes those that wait, answers all. */
    @Override
    public void close() {
        batches.close();
    }
}
