package io.caravan.route;

import io.caravan.hl7.AckCode;
import io.caravan.hl7.Admission;
import io.caravan.hl7.MessageHead;
import io.caravan.hl7.Problem;
import io.caravan.journal.Incoming;
import io.caravan.journal.Journal;
import io.caravan.journal.Receipt;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Takes messages into custody and says what their sender is answered. Safe for threads. */
final class Reception {
    private static final Problem NOT_STORED = new Problem(207, "not-stored", "");
    /** Messages of one file or batch on their way to the journal at once, so that they share commits. */
    private static final int AT_ONCE = 256;

    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final Journal journal;
    private final ClassHealth health;
    private final AtomicInteger underWay = new AtomicInteger();
    private final CountDownLatch closing = new CountDownLatch(1);

    Reception(Journal journal, ClassHealth health) {
        this.journal = journal;
        this.health = health;
    }

    /** From now on nothing is taken: senders are told to send again later. */
    void close() {
        closing.countDown();
    }

    /** Whether every message that came before {@link #close} has its answer. */
    boolean isIdle() {
        return underWay.get() == 0;
    }

    boolean isClosing() {
        return closing.getCount() == 0;
    }

    /** Before another try; ends at once when Caravan stops. */
    void pause() throws InterruptedException {
        closing.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
    }

    /**
     * Takes one message of a sender that waits for an answer.
     *
     * @return the answer, once what it says is true; empty where none is wanted. Never completes exceptionally
     */
    CompletableFuture<Optional<byte[]>> receive(Desk desk, byte[] payload) {
        MessageHead head = desk.head(payload);
        Admission admission = desk.admit(head);
        return switch (admission.verdict()) {
            case IGNORE -> CompletableFuture.completedFuture(Optional.empty());
            case REFUSE ->
                CompletableFuture.completedFuture(
                        desk.acknowledgement().answer(head, admission.code(), admission.problem()));
            case QUARANTINE -> take(desk, head, payload, admission.code(), admission.problem());
            case TAKE -> {
                Optional<Problem> problem = desk.contentProblem(payload);
                yield take(desk, head, payload, problem.isPresent() ? AckCode.AE : AckCode.AA, problem);
            }
        };
    }

    private CompletableFuture<Optional<byte[]>> take(
            Desk desk, MessageHead head, byte[] payload, AckCode code, Optional<Problem> problem) {
        return accept(desk, head, payload, code).handle((receipt, failure) -> {
            if (failure != null) {
                return desk.acknowledgement().answer(head, AckCode.AR, Optional.of(NOT_STORED));
            }
            AckCode said = AckCode.valueOf(receipt.replyCode());
            return desk.acknowledgement().answer(head, said, said == AckCode.AA ? Optional.empty() : problem);
        });
    }

    /** Gives one message after the other; empty at the end. */
    interface Supply {
        Optional<byte[]> next() throws IOException;
    }

    /**
     * Takes all messages of a file or batch, whose sender waits for no answer. Blocks until every one is stored, however long
     * the journal is away: where they come from keeps them.
     *
     * @throws IllegalStateException when Caravan stops before that; then the same messages are to be given again
     */
    void takeAll(Desk desk, Supply messages) throws IOException, InterruptedException {
        Deque<Pending> window = new ArrayDeque<>(AT_ONCE);
        for (Optional<byte[]> next = messages.next(); next.isPresent(); next = messages.next()) {
            if (window.size() == AT_ONCE) {
                window.remove().await();
            }
            byte[] payload = next.get();
            MessageHead head = desk.head(payload);
            Admission admission = desk.admit(head);
            if (admission.verdict() != Admission.Verdict.IGNORE) {
                // What a listener would refuse is taken here, too, and ends as a dead letter: nobody would hear the
                // refusal.
                window.add(new Pending(desk, head, payload, admission.code()));
            }
        }
        for (Pending pending : window) {
            pending.await();
        }
    }

    private CompletableFuture<Receipt> accept(Desk desk, MessageHead head, byte[] payload, AckCode code) {
        if (isClosing()) {
            return CompletableFuture.failedFuture(new IllegalStateException("Caravan is stopping"));
        }
        underWay.incrementAndGet();
        Incoming message = new Incoming(
                desk.source().dataClass(),
                desk.source().name(),
                head.controlKey(),
                head.patientKey(),
                payload,
                code.name());
        CompletableFuture<Receipt> receipt;
        try {
            receipt = journal.accept(message);
        } catch (RuntimeException e) {
            receipt = CompletableFuture.failedFuture(e);
        }
        return receipt.whenComplete((taken, failure) -> {
            underWay.decrementAndGet();
            if (failure != null) {
                health.notReceived(desk.source().dataClass(), failure);
            } else {
                health.received(desk.source().dataClass());
            }
        });
    }

    /** A message that is given to the journal until it is taken. */
    private final class Pending {
        private final Desk desk;
        private final MessageHead head;
        private final byte[] payload;
        private final AckCode code;
        private CompletableFuture<Receipt> receipt;

        Pending(Desk desk, MessageHead head, byte[] payload, AckCode code) {
            this.desk = desk;
            this.head = head;
            this.payload = payload;
            this.code = code;
            this.receipt = accept(desk, head, payload, code);
        }

        void await() throws InterruptedException {
            while (true) {
                try {
                    receipt.get();
                    return;
                } catch (ExecutionException notTaken) {
                    pause();
                    if (isClosing()) {
                        throw new IllegalStateException("Caravan is stopping");
                    }
                    receipt = accept(desk, head, payload, code);
                }
            }
        }
    }
}
