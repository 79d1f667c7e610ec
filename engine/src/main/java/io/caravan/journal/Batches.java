package io.caravan.journal;

import io.caravan.journal.CustodyRefused.Reason;
import io.caravan.sql.Database;
import io.caravan.sql.DatabaseFailure;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Group commit: one thread writes whatever waits, commits, and writes again; no timer holds a lone message back. Answers are
 * given on a second thread, in order, so that the writer is back at the disk while senders are told.
 *
 * <p>Followers rely on ids being told in ascending order, with no late ones. After a start, or after a commit whose end is
 * unknown, a transaction of ours may still be committing at the server. So the next batch first waits for it
 * ({@link JournalTable#waitForOthers}), and followers are told that they missed something.
 */
final class Batches implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Batches.class);
    private static final int MAX_CONFLICTS = 5;
    private static final int MAX_SILENCE_MILLIS = 15_000;
    private static final long CLOSE_SECONDS = 30;

    private final Database database;
    private final JournalTable table;
    private final WaitingRoom room;
    private final Thread writer;
    private final ExecutorService answers;
    private final List<JournalFeed.Follower> followers = new CopyOnWriteArrayList<>();
    private boolean unsure = true; // the writer's own
    private long lastId; // the writer's own

    Batches(Database database, JournalTable table, WaitingRoom room) {
        this.database = database;
        this.table = table;
        this.room = room;
        this.writer = new Thread(this::run, "journal-writer");
        this.answers = Executors.newSingleThreadExecutor(task -> {
            Thread thread = new Thread(task, "journal-answers");
            thread.setDaemon(true);
            return thread;
        });
        writer.setDaemon(true);
        writer.start();
    }

    void follow(JournalFeed.Follower follower) {
        followers.add(follower);
    }

    /** Writes what waits, then stops. */
    @Override
    public void close() {
        room.close();
        try {
            writer.join(TimeUnit.SECONDS.toMillis(CLOSE_SECONDS));
            answers.shutdown();
            if (!answers.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("The journal closes with answers not given");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            for (List<Pending> batch = room.takeBatch(); !batch.isEmpty(); batch = room.takeBatch()) {
                write(batch);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void write(List<Pending> batch) {
        try {
            commit(batch);
        } catch (DatabaseFailure failure) {
            unsure = true;
            if (failure.isTransient()) {
                List<Pending> refused = new ArrayList<>(batch);
                refused.addAll(room.takeAll()); // each would wait as long as this batch did, for the same answer
                refuse(refused, Reason.UNAVAILABLE, failure);
            } else if (batch.size() > 1) {
                batch.forEach(one -> write(List.of(one))); // one of them is at fault
            } else {
                refuse(batch, Reason.FAILED, failure);
            }
        } catch (RuntimeException | Error failure) {
            unsure = true;
            refuse(batch, Reason.FAILED, failure);
        }
    }

    /** Those that were refused on entering are in the batch for their turn only. */
    private void commit(List<Pending> batch) {
        List<Pending> taken =
                batch.stream().filter(one -> one.refusal().isEmpty()).toList();
        if (taken.isEmpty()) {
            refuse(batch, Reason.FULL, null);
            return;
        }
        for (int attempt = 1; ; attempt++) {
            try {
                boolean alone = unsure;
                List<Receipt> receipts = database.inTransaction(connection -> {
                    connection.setNetworkTimeout(Runnable::run, MAX_SILENCE_MILLIS); // the pool takes it back
                    if (alone) {
                        table.waitForOthers(connection);
                    }
                    return table.take(connection, taken);
                });
                unsure = false;
                lastId = Math.max(lastId, last(receipts));
                answer(batch, receipts, alone, lastId);
                return;
            } catch (DatabaseFailure failure) {
                if (failure.kind() != DatabaseFailure.Kind.CONFLICT || attempt == MAX_CONFLICTS) {
                    throw failure;
                }
            }
        }
    }

    private static long last(List<Receipt> receipts) {
        long last = 0;
        for (Receipt receipt : receipts) {
            last = Math.max(last, receipt.id());
        }
        return last;
    }

    private void answer(List<Pending> batch, List<Receipt> receipts, boolean missed, long lastId) {
        answers.execute(() -> {
            room.leave(batch);
            List<JournalEntry> entries = new ArrayList<>(receipts.size());
            Iterator<Receipt> next = receipts.iterator();
            for (Pending pending : batch) {
                if (pending.refusal().isPresent()) {
                    refuse(pending, pending.refusal().get(), null);
                    continue;
                }
                Receipt receipt = next.next();
                pending.result().complete(receipt);
                if (receipt.kind() == Receipt.Kind.ACCEPTED) {
                    entries.add(pending.entry(receipt.id()));
                }
            }
            tell(entries, missed, lastId);
        });
    }

    private void tell(List<JournalEntry> entries, boolean missed, long lastId) {
        for (JournalFeed.Follower follower : followers) {
            if (missed) {
                follower.missed();
            } else {
                follower.committed(entries, lastId);
            }
        }
    }

    private void refuse(List<Pending> batch, Reason reason, @Nullable Throwable failure) {
        if (failure != null) {
            LOG.warn("The journal refuses {} messages: {}", batch.size(), failure.toString());
        }
        answers.execute(() -> {
            room.leave(batch);
            batch.forEach(pending -> refuse(pending, pending.refusal().orElse(reason), failure));
        });
    }

    private static void refuse(Pending pending, Reason reason, @Nullable Throwable failure) {
        pending.result().completeExceptionally(new CustodyRefused(reason, failure));
    }
}
