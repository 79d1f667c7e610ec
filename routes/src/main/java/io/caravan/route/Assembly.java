package io.caravan.route;

import io.caravan.hl7.Continuation;
import io.caravan.hl7.MessageHead;
import io.caravan.journal.Fragments;
import io.caravan.journal.Fragments.Chain;
import io.caravan.journal.Fragments.Fragment;
import io.caravan.journal.Journal;
import io.caravan.journal.JournalEntry;
import io.caravan.message.DataClass;
import io.caravan.message.Rejected;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Puts messages together that came in fragments. What belongs together is written down when a fragment is taken, before its
 * sender is answered, so that it is known at once whether a fragment was announced. Every fragment stays in flight until all are
 * there; then the first stands for the message, and the others are counted as excluded. Nothing is remembered but in the
 * database, so that it goes on after a restart. What is not complete in time becomes dead letters, and is complete when the
 * missing fragment comes and they are replayed.
 */
final class Assembly {
    /** The rule by which fragments behind the first count as excluded. */
    static final String CONTINUATION = "continuation";

    /** What nobody has announced waits so long for another connection to do so. */
    private static final Duration GRACE = Duration.ofSeconds(2);

    private static final int SEGMENT_SEQUENCE_ERROR = 100;

    private final Fragments fragments;
    private final Journal journal;
    private final InstantSource clock;
    private final int maxMessageBytes;
    private final Instant started;

    Assembly(Fragments fragments, Journal journal, InstantSource clock, int maxMessageBytes) {
        this.fragments = fragments;
        this.journal = journal;
        this.clock = clock;
        this.maxMessageBytes = maxMessageBytes;
        this.started = clock.instant();
    }

    /** Writes down what an entry belongs to; durable when it returns. The same again changes nothing. */
    static Chain put(Fragments fragments, long journalId, DataClass dataClass, MessageHead head) {
        return fragments.put(
                new Fragment(journalId, dataClass, head.sender(), head.continuationPointer(), head.nextFragment()));
    }

    /** What is to be done with an entry. */
    enum Step {
        /** It goes its way, with {@link Found#payload}. */
        GO,
        /** It is part of a message that another entry stands for. */
        PART,
        /** Others are missing; look again later. */
        WAIT
    }

    record Found(Step step, byte[] payload) {}

    /** @throws Rejected where the others did not come in time */
    Found find(Desk desk, MessageHead head, JournalEntry entry) {
        if (!head.isFragment()) {
            return new Found(Step.GO, entry.payload());
        }
        Chain chain = put(fragments, entry.id(), entry.dataClass(), head);
        if (chain.complete()) {
            return chain.journalIds().get(0) == entry.id()
                    ? new Found(Step.GO, joined(chain, entry))
                    : new Found(Step.PART, entry.payload());
        }
        if (isOnItsOwn(head, chain)) {
            return new Found(Step.GO, entry.payload());
        }
        Duration patience = chain.begun() ? desk.source().link().continuationTimeout() : GRACE;
        if (age(entry).compareTo(patience) > 0) {
            throw new Rejected(SEGMENT_SEQUENCE_ERROR, "continuation-incomplete", chain.begun() ? "DSC-1" : "MSH-14");
        }
        return new Found(Step.WAIT, entry.payload());
    }

    /** While Caravan was down nothing could come. */
    private Duration age(JournalEntry entry) {
        Instant received = Instant.EPOCH.plusNanos(entry.receivedMicros() * 1_000);
        return Duration.between(received.isBefore(started) ? started : received, clock.instant());
    }

    /** MSH-14 filled for a purpose of its own: nobody announced it, it announces nobody, and it says itself whom it is about. */
    private static boolean isOnItsOwn(MessageHead head, Chain chain) {
        return chain.isAlone()
                && head.nextFragment().isEmpty()
                && !head.patientKey().isEmpty();
    }

    private byte[] joined(Chain chain, JournalEntry first) {
        List<byte[]> parts = new ArrayList<>(chain.journalIds().size());
        long bytes = 0;
        for (long id : chain.journalIds()) {
            // The entry at hand may be an edited one.
            Optional<JournalEntry> part = id == first.id() ? Optional.of(first) : journal.find(id);
            byte[] payload = part.map(JournalEntry::payload)
                    .orElseThrow(() -> new IllegalStateException("journal entry " + id + " is not there"));
            bytes += payload.length;
            if (bytes > maxMessageBytes) {
                throw new Rejected(104, "message-too-long", "DSC-1");
            }
            parts.add(payload);
        }
        return Continuation.join(parts);
    }
}
