package io.caravan.route;

import io.caravan.hl7.AckCode;
import io.caravan.hl7.Acknowledgement;
import io.caravan.hl7.Admission;
import io.caravan.hl7.BatchFile;
import io.caravan.hl7.MessageHead;
import io.caravan.hl7.Problem;
import io.caravan.journal.Fragments;
import io.caravan.journal.Incoming;
import io.caravan.journal.Journal;
import io.caravan.journal.Receipt;
import io.caravan.route.NumberedLinks.Answered;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
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
    private final Refused refused;
    private final NumberedLinks numbered;
    private final LaterAnswers later;
    private final Fragments fragments;
    private final AtomicInteger underWay = new AtomicInteger();
    private final CountDownLatch closing = new CountDownLatch(1);

    Reception(
            Journal journal,
            ClassHealth health,
            Refused refused,
            NumberedLinks numbered,
            LaterAnswers later,
            Fragments fragments) {
        this.journal = journal;
        this.health = health;
        this.refused = refused;
        this.numbered = numbered;
        this.later = later;
        this.fragments = fragments;
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
     * Takes one message, or one batch, of a sender that waits for an answer.
     *
     * @param sender hears later what became of the message, where it asks for that
     * @return the answer, once what it says is true; empty where none is wanted. Never completes exceptionally
     */
    CompletableFuture<Optional<byte[]>> receive(Desk desk, byte[] payload, Sender sender) {
        MessageHead head = desk.head(payload);
        if (head.isBatch() && !head.isAbsent()) {
            return batch(desk, head, payload, sender);
        }
        if (desk.source().link().sequenceNumbers() && !head.isAbsent() && !Acknowledgement.isAnswer(head)) {
            return numbered.receive(
                    desk, head, hasContent(payload), expected -> message(desk, head, payload, sender, expected));
        }
        return message(desk, head, payload, sender, OptionalLong.empty()).thenApply(Answered::answer);
    }

    private static boolean hasContent(byte[] payload) {
        return MessageHead.segments(payload) > 1;
    }

    private CompletableFuture<Answered> message(
            Desk desk, MessageHead head, byte[] payload, Sender sender, OptionalLong expected) {
        Admission admission = desk.admit(head);
        return switch (admission.verdict()) {
            case IGNORE -> CompletableFuture.completedFuture(new Answered(Optional.empty(), Optional.empty()));
            case REFUSE -> {
                admission.problem().ifPresent(problem -> refused.count(desk, problem));
                yield CompletableFuture.completedFuture(new Answered(
                        Optional.empty(),
                        desk.acknowledgement().answer(head, admission.code(), admission.problem(), expected)));
            }
            case QUARANTINE ->
                accept(desk, head, payload, admission.code())
                        .handle((receipt, failure) -> failure != null
                                ? notStored(desk, head, expected)
                                : new Answered(
                                        Optional.of(receipt),
                                        desk.acknowledgement()
                                                .answer(head, admission.code(), admission.problem(), expected)));
            case TAKE -> take(desk, head, payload, sender, expected);
        };
    }

    private CompletableFuture<Answered> take(
            Desk desk, MessageHead head, byte[] payload, Sender sender, OptionalLong expected) {
        // What is wrong with a fragment is only known of the whole message.
        Optional<Problem> problem = head.isFragment() ? Optional.empty() : desk.contentProblem(payload);
        return accept(desk, head, payload, problem.isPresent() ? AckCode.AE : AckCode.AA)
                .handle((receipt, failure) -> {
                    if (failure != null) {
                        return notStored(desk, head, expected);
                    }
                    later.promise(desk, head, receipt.id(), sender);
                    AckCode said = AckCode.valueOf(receipt.replyCode());
                    return new Answered(
                            Optional.of(receipt),
                            desk.acknowledgement()
                                    .taken(head, said, said == AckCode.AA ? Optional.empty() : problem, expected));
                });
    }

    private static Answered notStored(Desk desk, MessageHead head, OptionalLong expected) {
        return new Answered(
                Optional.empty(), desk.acknowledgement().answer(head, AckCode.AR, Optional.of(NOT_STORED), expected));
    }

    /**
     * A batch whose counts are right is taken message by message, each with its own answer; one that was cut short is refused
     * and kept as a whole.
     */
    private CompletableFuture<Optional<byte[]>> batch(Desk desk, MessageHead head, byte[] payload, Sender sender) {
        Optional<Problem> problem = BatchFile.problem(payload);
        if (problem.isPresent()) {
            return accept(desk, head, payload, AckCode.AR)
                    .handle((receipt, failure) -> desk.acknowledgement()
                            .answer(head, AckCode.AR, failure == null ? problem : Optional.of(NOT_STORED)));
        }
        List<CompletableFuture<Optional<byte[]>>> answers = new ArrayList<>();
        for (byte[] message : BatchFile.split(payload)) {
            answers.add(receive(desk, message, sender));
        }
        return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
                .thenApply(all -> desk.acknowledgement()
                        .batch(
                                payload,
                                answers.stream()
                                        .flatMap(answer -> answer.join().stream())
                                        .toList()));
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
        if (head.isFragment()) {
            receipt = receipt.thenApply(taken -> {
                Assembly.put(fragments, taken.id(), message.dataClass(), head);
                return taken;
            });
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
