package io.caravan.dispatch;

import io.caravan.journal.JournalEntry;
import java.util.ArrayDeque;
import java.util.Optional;

/** Committed entries that found no room yet; bounded. Not safe for threads: the lane guards it. */
final class Tail {
    private final ArrayDeque<JournalEntry> entries = new ArrayDeque<>();
    private final int maxEntries;
    private final long maxBytes;
    private long bytes;
    private long lastId;

    Tail(int maxEntries, long maxBytes) {
        this.maxEntries = maxEntries;
        this.maxBytes = maxBytes;
    }

    /** @return false when there is no room: then it holds a gap and must be cleared */
    boolean offer(JournalEntry entry) {
        if (entries.size() >= maxEntries || bytes + entry.payload().length > maxBytes) {
            return false;
        }
        entries.add(entry);
        bytes += entry.payload().length;
        return true;
    }

    Optional<JournalEntry> poll() {
        JournalEntry entry = entries.poll();
        if (entry == null) {
            return Optional.empty();
        }
        bytes -= entry.payload().length;
        return Optional.of(entry);
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }

    int size() {
        return entries.size();
    }

    /** When it is drained, every entry up to this id was taken. */
    void reaches(long id) {
        lastId = id;
    }

    long lastId() {
        return lastId;
    }

    void clear() {
        entries.clear();
        bytes = 0;
        lastId = 0;
    }
}
