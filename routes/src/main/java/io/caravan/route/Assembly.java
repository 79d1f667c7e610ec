package io.caravan.route;

import io.caravan.hl7.Continuation;
import io.caravan.hl7.MessageHead;
import io.caravan.journal.Fragments;
import io.caravan.journal.Fragments.Chain;
import io.caravan.journal.Fragments.Fragment;
import io.caravan.journal.Journal;
import io.caravan.journal.JournalEntry;
import io.caravan.message.Rejected;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Puts messages together that came in fragments. Every fragment stays in flight until all are there; then the first stands for
 * the message, and the others are counted as excluded. Nothing is remembered but in the database, so that it goes on after a
 * restart. What is not complete in time becomes dead letters, and is complete when the missing fragment comes and they are
 * replayed.
 */
final class Assembly {
    /** The rule by which fragments behind the first count as excluded. */
    static final String CONTINUATION = "continuation";

    /** A message that fills MSH-14 for a purpose of its own waits so long for whoever announced it, then stands for itself. */
    private static final Duration GRACE = Duration.ofSeconds(2);

    private static final int SEGMENT_SEQUENCE_ERROR = 100;

    private final Fragments fragments;
    private final Journal journal;
    private final InstantSource clock;
    private final int maxMessageBytes;

    Assembly(Fragments fragments, Journal journal, InstantSource clock, int maxMessageBytes) {
        this.fragments = fragments;
        this.journal = journal;
        this.clock = clock;
        this.maxMessageBytes = maxMessageBytes;
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
        Chain chain = fragments.put(new Fragment(
                entry.id(), entry.dataClass(), head.sender(), head.continuationPointer(), head.nextFragment()));
        if (chain.complete()) {
            return chain.journalIds().get(0) == entry.id()
                    ? new Found(Step.GO, joined(chain, entry))
                    : new Found(Step.PART, entry.payload());
        }
        Duration age = Duration.between(Instant.EPOCH.plusNanos(entry.receivedMicros() * 1_000), clock.instant());
        if (isOnItsOwn(head, chain) && age.compareTo(GRACE) > 0) {
            return new Found(Step.GO, entry.payload());
        }
        if (age.compareTo(desk.source().link().continuationTimeout()) > 0) {
            throw new Rejected(SEGMENT_SEQUENCE_ERROR, "continuation-incomplete", chain.begun() ? "DSC-1" : "MSH-14");
        }
        return new Found(Step.WAIT, entry.payload());
    }

    /** Nobody announced it, it announces nobody, and it says itself whom it is about. */
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
