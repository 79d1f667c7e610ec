package io.caravan.dispatch;

import io.caravan.journal.JournalEntry;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The entries taken by a lane and not ended yet, each patient's in a queue. Not safe for threads: the lane guards it. */
final class UnderWay {
    private static final int MAX_PARKED = 200_000;

    private final DispatchSettings limits;
    private final TreeMap<Long, Item> items = new TreeMap<>();
    private final Map<Long, ArrayDeque<Item>> patients = new HashMap<>();
    private int loaded;
    private long bytes;

    UnderWay(DispatchSettings limits) {
        this.limits = limits;
    }

    /** @return whether it may be handled now: no earlier entry of its patient is under way */
    boolean add(Item item) {
        items.put(item.id(), item);
        loaded++;
        bytes += item.bytes();
        if (item.patientHash() == 0) {
            return true;
        }
        ArrayDeque<Item> queue = patients.computeIfAbsent(item.patientHash(), any -> new ArrayDeque<>(2));
        queue.add(item);
        if (queue.size() > limits.maxPerPatient()) {
            loaded--;
            bytes -= item.bytes();
            item.park();
        }
        return queue.size() == 1;
    }

    /** It waits: only its id is kept. */
    void park(Item item) {
        if (item.entry() != null) {
            loaded--;
            bytes -= item.bytes();
            item.park();
        }
    }

    void unpark(Item item, JournalEntry entry) {
        item.unpark(entry);
        loaded++;
        bytes += item.bytes();
    }

    /** @return the patient's next entry, to be handled now */
    Optional<Item> end(Item item) {
        items.remove(item.id());
        if (item.entry() != null) {
            loaded--;
            bytes -= item.bytes();
        }
        if (item.patientHash() == 0) {
            return Optional.empty();
        }
        ArrayDeque<Item> queue = patients.get(item.patientHash());
        if (queue == null || queue.poll() != item) {
            throw new AssertionError("journal entry " + item.id() + " was not its patient's first");
        }
        if (queue.isEmpty()) {
            patients.remove(item.patientHash());
            return Optional.empty();
        }
        return Optional.of(queue.element());
    }

    Optional<Item> find(long id) {
        return Optional.ofNullable(items.get(id));
    }

    boolean hasRoom() {
        return room() > 0 && roomBytes() > 0;
    }

    /** Room for a page: it is not worth a query to read one entry. */
    boolean hasRoomForPage() {
        return loaded == 0 || (room() >= limits.maxUnderWay() / 4 && roomBytes() >= limits.maxUnderWayBytes() / 4);
    }

    int room() {
        return items.size() - loaded >= MAX_PARKED ? 0 : limits.maxUnderWay() - loaded;
    }

    /** So many may wait to be tried again before no other is taken: then it is not they that are at fault. */
    int mostRetrying() {
        return limits.maxUnderWay();
    }

    long roomBytes() {
        return limits.maxUnderWayBytes() - bytes;
    }

    int size() {
        return items.size();
    }

    int loaded() {
        return loaded;
    }

    /** Every entry up to this id has ended, of those that were taken. */
    long endedUpTo(long position) {
        return items.isEmpty() ? position : Math.min(position, items.firstKey() - 1);
    }
}
