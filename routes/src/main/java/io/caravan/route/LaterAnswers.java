package io.caravan.route;

import io.caravan.hl7.AckCode;
import io.caravan.hl7.Acknowledgement;
import io.caravan.hl7.MessageHead;
import io.caravan.hl7.Problem;
import io.caravan.journal.Endings;
import io.caravan.journal.Endings.Ending;
import io.caravan.ledger.Ledger;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Application acknowledgements for senders that want one beside the accept acknowledgement (MSH-15 and MSH-16): told on the
 * connection of the message, once its outcome is recorded. The record is the truth, not the memory: a sender that lost its
 * connection, or whose message was in custody when Caravan was killed, sends the message again and is told what was recorded.
 * A bounded number of senders is remembered; nothing waits for them.
 */
final class LaterAnswers implements AutoCloseable, Ledger.Follower {
    private static final Logger LOG = LoggerFactory.getLogger(LaterAnswers.class);
    private static final int MOST_PROMISED = 10_000;
    private static final int CLOSE_SECONDS = 5;

    private final Endings endings;
    private final Map<Long, Promise> promised = new ConcurrentHashMap<>();
    private final ExecutorService teller;

    private record Promise(Acknowledgement acknowledgement, MessageHead head, Sender sender) {}

    LaterAnswers(Endings endings) {
        this.endings = endings;
        ThreadPoolExecutor one = new ThreadPoolExecutor(
                0, 1, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(2 * MOST_PROMISED), task -> {
                    Thread thread = new Thread(task, "later-answers");
                    thread.setDaemon(true);
                    return thread;
                });
        // What does not fit is not told: its sender asks again.
        one.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy());
        this.teller = one;
    }

    /** The message is in custody; its sender wants to hear how it ends, which it may have done already. */
    void promise(Desk desk, MessageHead head, long journalId, Sender sender) {
        if (!Acknowledgement.isDeferred(head) || sender == Sender.NOBODY || promised.size() >= MOST_PROMISED) {
            return;
        }
        promised.put(journalId, new Promise(desk.acknowledgement(), head, sender));
        teller.execute(() -> tell(journalId));
    }

    /** The entry has its outcome, or may have. */
    void ended(long journalId) {
        if (promised.containsKey(journalId)) {
            teller.execute(() -> tell(journalId));
        }
    }

    /** What had to wait for its target. */
    @Override
    public void delivered(List<Long> journalIds) {
        journalIds.forEach(this::ended);
    }

    private void tell(long journalId) {
        Optional<Ending> ending;
        try {
            ending = endings.find(journalId);
        } catch (RuntimeException databaseAway) {
            LOG.debug("An application acknowledgement waits: {}", databaseAway.toString());
            return;
        }
        if (ending.isEmpty()) {
            return;
        }
        Promise promise = promised.remove(journalId);
        if (promise != null) {
            Ending end = ending.get();
            Optional<Problem> problem =
                    end.refused() ? Optional.of(new Problem(end.hl7Code(), end.code(), end.place())) : Optional.empty();
            promise.acknowledgement()
                    .deferred(promise.head(), end.refused() ? AckCode.AE : AckCode.AA, problem)
                    .ifPresent(promise.sender()::tell);
        }
    }

    @Override
    public void close() {
        teller.shutdown();
        try {
            if (!teller.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                LOG.debug("Some application acknowledgements are not told");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
