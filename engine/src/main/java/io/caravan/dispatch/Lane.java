package io.caravan.dispatch;

import io.caravan.dispatch.Dispatcher.Handler;
import io.caravan.journal.JournalEntry;
import io.caravan.journal.JournalFeed.OpenPage;
import io.caravan.message.DataClass;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Takes the entries of one class and says which may be handled now. It keeps, under one lock, what is under way and how far
 * it has come; it calls nobody while it holds the lock.
 *
 * <p>Entries come from the journal's commits as they happen. When more come than it has room for, it forgets them and reads
 * the table instead, page by page, until a page says that there is no more. While it reads, commits are collected again, so
 * that nothing falls between the page and them.
 */
final class Lane {
    private enum Source {
        /** Every entry up to the position was taken; the next are in the tail, or not committed yet. */
        COMMITS,
        /** Entries after the position are in the table. */
        TABLE,
        /** The table is being read, and commits are collected in the tail. */
        READING
    }

    private final DataClass dataClass;
    private final Handler handler;
    private final UnderWay underWay;
    private final Tail tail;
    private final TreeSet<Long> returning = new TreeSet<>(); // ids only: a replay may be large; in order of custody
    private final TreeSet<Long> broken = new TreeSet<>();
    private final Set<Long> endedWhileReading = new HashSet<>(); // what is read may show them as they were before
    private boolean reading;
    private Source source = Source.TABLE;
    private boolean gap; // while reading: commits were lost
    private boolean started;
    private long position;
    private boolean paused;
    private boolean held;
    private boolean closed;
    private int running; // in the hands of the handler
    private int retrying;

    Lane(DataClass dataClass, Handler handler, DispatchSettings settings, boolean paused) {
        this.dataClass = dataClass;
        this.handler = handler;
        this.underWay = new UnderWay(settings);
        this.tail = new Tail(settings.maxUnderWay(), settings.maxUnderWayBytes() / 4);
        this.paused = paused;
    }

    DataClass dataClass() {
        return dataClass;
    }

    Handler handler() {
        return handler;
    }

    /** Where the last run came to, and what it left behind. */
    synchronized void begin(long from, List<Long> left) {
        position = from;
        returning.addAll(left);
        started = true;
        notifyAll();
    }

    /** @return what may be handled now */
    synchronized List<Item> committed(List<JournalEntry> entries, long lastId) {
        List<Item> ready = new ArrayList<>(entries.size());
        if (closed || source == Source.TABLE || (source == Source.READING && gap)) {
            return ready;
        }
        for (JournalEntry entry : entries) {
            if (source == Source.COMMITS && tail.isEmpty() && mayTake()) {
                take(entry, ready);
            } else if (!tail.offer(entry)) {
                lose();
                return ready;
            }
        }
        tail.reaches(lastId);
        drain(ready);
        return ready;
    }

    /** Something was committed that is not told. */
    synchronized void lose() {
        tail.clear();
        if (source == Source.READING) {
            gap = true;
        } else {
            source = Source.TABLE;
            notifyAll();
        }
    }

    /** Waits until there is something to read; empty = closed. */
    synchronized Optional<Reading> awaitReading(long sweepMillis) throws InterruptedException {
        long sweepAt = System.nanoTime() + sweepMillis * 1_000_000;
        while (!closed) {
            if (!started) {
                return Optional.of(new Reading(Reading.Kind.START, 0, 0, 0));
            }
            if (mayTake() && !returning.isEmpty()) {
                long id = returning.first();
                returning.remove(id);
                beginReading();
                return Optional.of(new Reading(Reading.Kind.ONE, id, 1, 0));
            }
            if (mayTake() && source == Source.TABLE && underWay.hasRoomForPage()) {
                source = Source.READING;
                gap = false;
                beginReading();
                tail.clear();
                int limit = Math.max(1, underWay.room());
                return Optional.of(new Reading(Reading.Kind.PAGE, position, limit, Math.max(1, underWay.roomBytes())));
            }
            long millis = (sweepAt - System.nanoTime()) / 1_000_000;
            if (millis > 0) {
                wait(millis);
            } else {
                sweepAt = System.nanoTime() + sweepMillis * 1_000_000;
                if (source == Source.COMMITS && tail.isEmpty()) {
                    source = Source.TABLE;
                }
            }
        }
        return Optional.empty();
    }

    /** @return what may be handled now */
    synchronized List<Item> took(Reading reading, OpenPage page) {
        List<Item> ready = new ArrayList<>(page.entries().size());
        if (closed) {
            return ready;
        }
        broken.addAll(page.broken());
        this.reading = false;
        List<JournalEntry> entries = page.entries().stream()
                .filter(entry -> !endedWhileReading.contains(entry.id()))
                .toList();
        if (reading.kind() == Reading.Kind.ONE) {
            entries.forEach(entry -> add(entry, ready));
            return ready;
        }
        entries.forEach(entry -> take(entry, ready));
        position = Math.max(position, page.coveredTo());
        source = page.more() || gap ? Source.TABLE : Source.COMMITS;
        if (source == Source.TABLE) {
            tail.clear();
        }
        drain(ready);
        return ready;
    }

    /** The reading failed: the same again, later. */
    synchronized void unread(Reading reading) {
        this.reading = false;
        if (reading.kind() == Reading.Kind.ONE) {
            returning.add(reading.id());
        } else if (reading.kind() == Reading.Kind.PAGE) {
            source = Source.TABLE;
            tail.clear();
        }
    }

    /** The entry is handed to the handler; false = the lane is closed, and it is left to the next start. */
    synchronized boolean begins(Item item) {
        if (closed) {
            return false;
        }
        if (item.attempts() > 0) {
            retrying--;
        }
        running++;
        return true;
    }

    synchronized void loaded(Item item, JournalEntry entry) {
        underWay.unpark(item, entry);
    }

    /** @return what may be handled now */
    synchronized List<Item> ended(Item item) {
        running--;
        if (reading) {
            endedWhileReading.add(item.id());
        }
        List<Item> ready = new ArrayList<>(2);
        underWay.end(item).ifPresent(ready::add);
        if (item.isWantedAgain()) {
            returning.add(item.id());
        }
        drain(ready);
        if (closed || !returning.isEmpty() || (source == Source.TABLE && underWay.hasRoomForPage())) {
            notifyAll();
        }
        return ready;
    }

    /** @return how often it has failed now */
    synchronized int failed(Item item) {
        running--;
        item.failed();
        underWay.park(item);
        retrying++;
        if (closed) {
            notifyAll();
        }
        return item.attempts();
    }

    /** An earlier process has failed with it so often. */
    synchronized void resumes(Item item, int attempts) {
        item.failedBefore(attempts);
        underWay.park(item);
        retrying++;
    }

    synchronized void breaks(Item item) {
        broken.add(item.id());
    }

    synchronized void again(long id) {
        if (closed) {
            return;
        }
        Optional<Item> present = underWay.find(id);
        if (present.isPresent()) {
            present.get().wantAgain();
        } else if (returning.add(id)) {
            notifyAll();
        }
    }

    synchronized List<Item> pause(boolean yes) {
        List<Item> ready = new ArrayList<>();
        paused = yes;
        if (!yes) {
            drain(ready);
            notifyAll();
        }
        return ready;
    }

    /** What is taken now would only wait elsewhere: nothing is, for a while. What is under way goes on. */
    synchronized List<Item> hold(boolean yes) {
        List<Item> ready = new ArrayList<>();
        held = yes;
        if (!yes) {
            drain(ready);
            notifyAll();
        }
        return ready;
    }

    /** No entry up to this id is without its outcome, but for undelivered and replaying ones; below 0 = not known yet. */
    synchronized long endedUpTo() {
        if (!started) {
            return -1;
        }
        long ended = underWay.endedUpTo(position);
        return broken.isEmpty() ? ended : Math.min(ended, broken.first() - 1);
    }

    synchronized void close() {
        closed = true;
        notifyAll();
    }

    /** @return false when entries are still in the hands of the handler after the time */
    synchronized boolean awaitIdle(long millis) throws InterruptedException {
        long end = System.nanoTime() + millis * 1_000_000;
        while (running > 0) {
            long left = (end - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                return false;
            }
            wait(left);
        }
        return true;
    }

    synchronized Snapshot snapshot() {
        return new Snapshot(underWay.size(), underWay.loaded() + tail.size(), retrying, broken.size());
    }

    /** @param held entries in memory */
    record Snapshot(int underWay, int held, int retrying, int broken) {}

    private void beginReading() {
        reading = true;
        endedWhileReading.clear();
    }

    private boolean mayTake() {
        return !paused && !held && underWay.hasRoom() && retrying < underWay.mostRetrying();
    }

    private void drain(List<Item> ready) {
        if (source != Source.COMMITS) {
            return;
        }
        while (!tail.isEmpty() && mayTake()) {
            tail.poll().ifPresent(entry -> take(entry, ready));
        }
        if (tail.isEmpty()) {
            position = Math.max(position, tail.lastId());
        }
    }

    private void take(JournalEntry entry, List<Item> ready) {
        if (entry.id() > position) {
            position = entry.id();
            add(entry, ready);
        }
    }

    private void add(JournalEntry entry, List<Item> ready) {
        if (underWay.find(entry.id()).isEmpty()) {
            Item item = new Item(entry);
            if (underWay.add(item)) {
                ready.add(item);
            }
        }
    }
}
