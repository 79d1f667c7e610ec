package io.caravan.ledger;

import io.caravan.sql.DatabaseFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One thread that folds what waits for it, as much as waits in one transaction: alone it is quick, together it is cheap. */
final class LiveWriter implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(LiveWriter.class);

    private final LiveApply apply;
    private final int batchLimit;
    private final BlockingQueue<Entry> queue;
    private final Executor completions;
    private volatile boolean stopping;
    private volatile boolean ended;

    private sealed interface Entry {}

    private record Waiting(Work work, CompletableFuture<Outcome> future) implements Entry {}

    /** Ends the wait of an idle writer, so that a stop takes no time. */
    private record Stop() implements Entry {}

    /** @param completions where futures are completed: what hangs on them may bring more work and wait for this writer */
    LiveWriter(LiveApply apply, LedgerSettings settings, Executor completions) {
        this.apply = apply;
        this.batchLimit = settings.batchLimit();
        this.queue = new LinkedBlockingQueue<>(settings.queueLimit());
        this.completions = completions;
    }

    /** Waits while the queue is full. */
    CompletableFuture<Outcome> add(Work work) {
        CompletableFuture<Outcome> future = new CompletableFuture<>();
        try {
            if (stopping) {
                future.completeExceptionally(new IllegalStateException("the ledger is closed"));
            } else {
                queue.put(new Waiting(work, future));
                if (ended) {
                    failWaiting();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            future.completeExceptionally(e);
        }
        return future;
    }

    /** The batch under way is finished; what waits fails, and is dispatched again after the next start. */
    void stop() {
        stopping = true;
        queue.offer(new Stop()); // a writer whose queue is full is not idle
    }

    @Override
    public void run() {
        finishMoves();
        List<Entry> taken = new ArrayList<>(batchLimit);
        while (!stopping) {
            try {
                taken.add(queue.take());
                queue.drainTo(taken, batchLimit - 1);
                List<Waiting> batch = waiting(taken);
                if (!batch.isEmpty()) {
                    apply(batch);
                }
                taken.clear();
            } catch (InterruptedException e) {
                stopping = true;
            }
        }
        ended = true;
        failWaiting();
    }

    private void failWaiting() {
        List<Entry> left = new ArrayList<>();
        queue.drainTo(left);
        waiting(left)
                .forEach(one -> one.future().completeExceptionally(new IllegalStateException("the ledger is closed")));
    }

    private static List<Waiting> waiting(List<Entry> taken) {
        List<Waiting> waiting = new ArrayList<>(taken.size());
        for (Entry one : taken) {
            if (one instanceof Waiting work) {
                waiting.add(work);
            }
        }
        return waiting;
    }

    private void apply(List<Waiting> batch) {
        try {
            List<Outcome> outcomes =
                    apply.apply(batch.stream().map(Waiting::work).toList());
            completions.execute(() -> {
                for (int i = 0; i < batch.size(); i++) {
                    batch.get(i).future().complete(outcomes.get(i));
                }
            });
        } catch (RuntimeException e) {
            LOG.warn("{} messages wait for another try: {}", batch.size(), reason(e));
            completions.execute(() -> batch.forEach(one -> one.future().completeExceptionally(e)));
        } catch (Error e) {
            // The thread must live: without it the class would stand still, and nobody would know why.
            LOG.error("{} messages wait for another try after a serious failure", batch.size(), e);
            completions.execute(() -> batch.forEach(one -> one.future().completeExceptionally(e)));
        }
    }

    private void finishMoves() {
        try {
            apply.moveIfDue();
        } catch (RuntimeException e) {
            LOG.warn("merges of before the start are finished with the next message: {}", reason(e));
        }
    }

    /** The message of an unforeseen failure could quote a record. */
    private static String reason(RuntimeException e) {
        return e instanceof DatabaseFailure
                ? String.valueOf(e.getMessage())
                : e.getClass().getName();
    }
}
