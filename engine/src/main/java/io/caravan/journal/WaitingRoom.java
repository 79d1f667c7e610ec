package io.caravan.journal;

import io.caravan.journal.CustodyRefused.Reason;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/** The messages that wait for a commit, in order; bounded. Room is given back when a message has its answer. */
final class WaitingRoom {
    private final JournalSettings limits;
    private final ArrayDeque<Pending> waiting = new ArrayDeque<>();
    private int held;
    private long heldBytes;
    private boolean closed;

    WaitingRoom(JournalSettings limits) {
        this.limits = limits;
    }

    /** Lets it wait. One that is refused waits too, without its payload, so that it is answered in its turn. */
    synchronized void enter(Pending pending) {
        if (closed) {
            refuse(pending, Reason.CLOSED);
        } else if (held > 0
                && (held >= limits.maxWaiting() || heldBytes + pending.bytes() > limits.maxWaitingBytes())) {
            refuse(pending, Reason.FULL);
        } else {
            held++;
            heldBytes += pending.bytes();
            add(pending);
        }
    }

    private void refuse(Pending pending, Reason reason) {
        if (closed && waiting.isEmpty()) { // the writer may be gone
            pending.result().completeExceptionally(new CustodyRefused(reason, null));
        } else {
            add(pending.refused(reason));
        }
    }

    private void add(Pending pending) {
        waiting.add(pending);
        if (waiting.size() == 1) {
            notifyAll();
        }
    }

    /** Waits for messages and takes as many as make a batch; empty = closed and nothing is left. */
    synchronized List<Pending> takeBatch() throws InterruptedException {
        while (waiting.isEmpty() && !closed) {
            wait();
        }
        List<Pending> batch = new ArrayList<>(Math.min(waiting.size(), limits.maxBatch()));
        long bytes = 0;
        while (!waiting.isEmpty() && batch.size() < limits.maxBatch()) {
            bytes += waiting.element().bytes();
            if (!batch.isEmpty() && bytes > limits.maxBatchBytes()) {
                break;
            }
            batch.add(waiting.remove());
        }
        return batch;
    }

    /** Takes all that wait. */
    synchronized List<Pending> takeAll() {
        List<Pending> all = new ArrayList<>(waiting);
        waiting.clear();
        return all;
    }

    synchronized void leave(List<Pending> answered) {
        for (Pending pending : answered) {
            if (pending.refusal().isEmpty()) {
                held--;
                heldBytes -= pending.bytes();
            }
        }
    }

    synchronized void close() {
        closed = true;
        notifyAll();
    }

    synchronized int size() {
        return held;
    }
}
