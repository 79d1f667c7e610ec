package io.caravan.route;

import io.caravan.hl7.AckCode;
import io.caravan.hl7.MessageHead;
import io.caravan.hl7.Problem;
import io.caravan.journal.Receipt;
import io.caravan.journal.SequenceNumbers;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sequence number protocol (HL7 v2 chapter 2) for the sources that declare it. The messages of such a source are taken one
 * after the other, and the number of each is stored before it is answered. After a gap nothing is taken until the sender starts
 * its link anew, or sends what is missing.
 */
final class NumberedLinks implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(NumberedLinks.class);
    private static final long ANY = -1;
    private static final int INTERNAL = 207;
    private static final Problem MISSING = new Problem(101, "missing-sequence-number", "MSH-13");
    private static final Problem OUT_OF_SEQUENCE = new Problem(INTERNAL, "out-of-sequence", "MSH-13");
    private static final Problem NOT_STORED = new Problem(INTERNAL, "not-stored", "");

    /** What a message of the link is, by its number. */
    private enum Step {
        /** 0 and nothing behind the MSH: which number comes next? */
        ASK,
        /** -1: the sender counts anew, and says from where with its next message. */
        RESET,
        /** In its turn, or the first at all. */
        NEXT,
        /** The last one again, or something under number 0: the journal knows whether it is new. */
        AGAIN,
        MISSING,
        GAP
    }

    /** Takes the message into custody and gives its answer. */
    interface Custody {
        CompletableFuture<Answered> take(OptionalLong expected);
    }

    /** @param receipt empty where custody was not taken */
    record Answered(Optional<Receipt> receipt, Optional<byte[]> answer) {}

    private final SequenceNumbers numbers;
    private final Refused refused;
    private final Map<String, CompletableFuture<?>> tails = new HashMap<>();
    private final ExecutorService turns = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "numbered-links");
        thread.setDaemon(true);
        return thread;
    });

    NumberedLinks(SequenceNumbers numbers, Refused refused) {
        this.numbers = numbers;
        this.refused = refused;
    }

    /** Never completes exceptionally. */
    CompletableFuture<Optional<byte[]>> receive(Desk desk, MessageHead head, boolean hasContent, Custody custody) {
        return inTurn(desk.source().name(), () -> {
            try {
                return step(desk, head, hasContent, custody);
            } catch (RuntimeException databaseAway) {
                return answered(desk, head, AckCode.AR, NOT_STORED, OptionalLong.empty());
            }
        });
    }

    private CompletableFuture<Optional<byte[]>> inTurn(
            String source, Supplier<CompletableFuture<Optional<byte[]>>> work) {
        synchronized (tails) {
            CompletableFuture<?> tail = tails.getOrDefault(source, CompletableFuture.completedFuture(null));
            CompletableFuture<Optional<byte[]>> next =
                    tail.handleAsync((before, failure) -> true, turns).thenCompose(turn -> work.get());
            tails.put(source, next);
            return next;
        }
    }

    private CompletableFuture<Optional<byte[]>> step(Desk desk, MessageHead head, boolean hasContent, Custody custody) {
        String source = desk.source().name();
        OptionalLong last = numbers.last(source);
        OptionalLong number = number(head.sequenceNumber());
        OptionalLong expected = OptionalLong.of(last.isPresent() && last.getAsLong() >= 0 ? last.getAsLong() + 1 : ANY);
        return switch (kind(number, last, hasContent)) {
            case ASK ->
                CompletableFuture.completedFuture(
                        desk.acknowledgement().taken(head, AckCode.AA, Optional.empty(), expected));
            case RESET -> {
                numbers.accepted(source, ANY);
                yield hasContent
                        ? custody.take(OptionalLong.of(ANY)).thenApply(Answered::answer)
                        : CompletableFuture.completedFuture(
                                desk.acknowledgement().taken(head, AckCode.AA, Optional.empty(), OptionalLong.of(ANY)));
            }
            case NEXT -> next(desk, head, number.orElseThrow(), custody);
            case AGAIN -> custody.take(expected).thenApply(Answered::answer);
            case MISSING -> refuse(desk, head, MISSING, expected);
            case GAP -> refuse(desk, head, OUT_OF_SEQUENCE, expected);
        };
    }

    private static Step kind(OptionalLong number, OptionalLong last, boolean hasContent) {
        if (number.isEmpty()) {
            return Step.MISSING;
        }
        long n = number.getAsLong();
        if (n == 0) {
            return hasContent ? Step.AGAIN : Step.ASK;
        }
        if (n == ANY) {
            return Step.RESET;
        }
        boolean known = last.isPresent() && last.getAsLong() >= 0;
        if (!known || n == last.getAsLong() + 1) {
            return n > 0 ? Step.NEXT : Step.GAP;
        }
        return n == last.getAsLong() ? Step.AGAIN : Step.GAP;
    }

    private CompletableFuture<Optional<byte[]>> next(Desk desk, MessageHead head, long number, Custody custody) {
        return custody.take(OptionalLong.of(number + 1))
                .thenApplyAsync(
                        answered -> {
                            if (answered.receipt().isEmpty()) {
                                return answered.answer();
                            }
                            try {
                                numbers.accepted(desk.source().name(), number);
                                return answered.answer();
                            } catch (RuntimeException databaseAway) {
                                // The message is in custody; sent again, it is a duplicate, and its number is still the
                                // next.
                                return desk.acknowledgement().answer(head, AckCode.AR, Optional.of(NOT_STORED));
                            }
                        },
                        turns);
    }

    private CompletableFuture<Optional<byte[]>> refuse(
            Desk desk, MessageHead head, Problem problem, OptionalLong expected) {
        refused.count(desk, problem);
        return answered(desk, head, AckCode.AE, problem, expected);
    }

    private static CompletableFuture<Optional<byte[]>> answered(
            Desk desk, MessageHead head, AckCode code, Problem problem, OptionalLong expected) {
        return CompletableFuture.completedFuture(
                desk.acknowledgement().answer(head, code, Optional.of(problem), expected));
    }

    private static OptionalLong number(String text) {
        try {
            return text.isEmpty() || text.length() > 10 ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(text));
        } catch (NumberFormatException notANumber) {
            return OptionalLong.empty();
        }
    }

    @Override
    public void close() {
        turns.shutdown();
        try {
            if (!turns.awaitTermination(1, TimeUnit.SECONDS)) {
                LOG.debug("A numbered link ends within a message");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
