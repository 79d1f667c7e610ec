package io.caravan.route;

import io.caravan.dispatch.Dispatcher;
import io.caravan.journal.Incoming;
import io.caravan.journal.Journal;
import io.caravan.journal.JournalEntry;
import io.caravan.journal.Receipt;
import io.caravan.message.DataClass;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A journal and its dispatcher without a database, for tests of what stands on them. One thread commits and dispatches, so that
 * acceptance is as asynchronous as the real one's. It can be made to refuse, as a journal does whose database is away.
 */
final class MemoryJournal implements Journal, Dispatcher, AutoCloseable {
    private final ExecutorService thread = Executors.newSingleThreadExecutor(task -> {
        Thread made = new Thread(task, "memory-journal");
        made.setDaemon(true);
        return made;
    });
    private final List<JournalEntry> entries = new ArrayList<>();
    private final Map<String, JournalEntry> byControlKey = new HashMap<>();
    private final Map<Long, String> replyCodes = new HashMap<>();
    private final Set<Long> ended = new HashSet<>();
    private final Set<Long> underWay = new HashSet<>();
    private final Map<DataClass, Handler> handlers = new EnumMap<>(DataClass.class);
    private int duplicates;
    private int triedAgain;
    private volatile boolean away;

    /** While it is away nothing is accepted. */
    public void away(boolean isAway) {
        away = isAway;
    }

    @Override
    public CompletableFuture<Receipt> accept(Incoming message) {
        CompletableFuture<Receipt> receipt = new CompletableFuture<>();
        thread.execute(() -> {
            if (away) {
                receipt.completeExceptionally(new IllegalStateException("away"));
            } else {
                receipt.complete(take(message));
                dispatch();
            }
        });
        return receipt;
    }

    private synchronized Receipt take(Incoming message) {
        JournalEntry first = message.controlKey().isEmpty() ? null : byControlKey.get(message.controlKey());
        if (first != null && Arrays.equals(first.payload(), message.payload())) {
            duplicates++;
            return new Receipt(Receipt.Kind.DUPLICATE, first.id(), replyCodes.getOrDefault(first.id(), ""));
        }
        JournalEntry entry = new JournalEntry(
                entries.size() + 1L,
                message.dataClass(),
                message.source(),
                message.patientKey().hashCode(),
                message.payload(),
                System.currentTimeMillis() * 1_000);
        entries.add(entry);
        replyCodes.put(entry.id(), message.replyCode());
        if (!message.controlKey().isEmpty()) {
            byControlKey.putIfAbsent(message.controlKey(), entry);
        }
        return new Receipt(first == null ? Receipt.Kind.ACCEPTED : Receipt.Kind.CLASH, entry.id(), message.replyCode());
    }

    private void dispatch() {
        List<JournalEntry> due = new ArrayList<>();
        Map<DataClass, Handler> to;
        synchronized (this) {
            to = new EnumMap<>(DataClass.class);
            to.putAll(handlers);
            for (JournalEntry entry : entries) {
                if (to.containsKey(entry.dataClass()) && !ended.contains(entry.id()) && underWay.add(entry.id())) {
                    due.add(entry);
                }
            }
        }
        for (JournalEntry entry : due) {
            Handler handler = to.get(entry.dataClass());
            if (handler != null) {
                handler.handle(entry, completion(entry.id()));
            }
        }
    }

    private Completion completion(long id) {
        return new Completion() {
            @Override
            public void done() {
                synchronized (MemoryJournal.this) {
                    if (!underWay.remove(id) || !ended.add(id)) {
                        throw new IllegalStateException("entry " + id + " ended twice");
                    }
                }
            }

            @Override
            public void again() {
                synchronized (MemoryJournal.this) {
                    if (!underWay.remove(id)) {
                        throw new IllegalStateException("entry " + id + " ended twice");
                    }
                    triedAgain++;
                }
                if (!thread.isShutdown()) {
                    thread.execute(MemoryJournal.this::dispatch);
                }
            }
        };
    }

    @Override
    public AutoCloseable start(DataClass dataClass, Handler handler) {
        synchronized (this) {
            handlers.put(dataClass, handler);
        }
        thread.execute(this::dispatch);
        return () -> {
            synchronized (this) {
                handlers.remove(dataClass);
            }
        };
    }

    @Override
    public void again(DataClass dataClass, long journalId) {
        synchronized (this) {
            ended.remove(journalId);
        }
        thread.execute(this::dispatch);
    }

    @Override
    public void pause(DataClass dataClass, String reason) {
        throw new UnsupportedOperationException("not in memory");
    }

    @Override
    public void resume(DataClass dataClass) {
        throw new UnsupportedOperationException("not in memory");
    }

    @Override
    public synchronized List<JournalEntry> listOpenAfter(DataClass dataClass, long afterId, int limit) {
        return entries.stream()
                .filter(entry -> entry.dataClass() == dataClass && entry.id() > afterId && !ended.contains(entry.id()))
                .limit(limit)
                .toList();
    }

    @Override
    public synchronized Optional<JournalEntry> find(long id) {
        return id < 1 || id > entries.size() ? Optional.empty() : Optional.of(entries.get((int) id - 1));
    }

    /** All that was ever taken, in the order of custody. */
    public synchronized List<JournalEntry> entries() {
        return List.copyOf(entries);
    }

    public synchronized int duplicates() {
        return duplicates;
    }

    /** How often a handler asked for another try. */
    public synchronized int triedAgain() {
        return triedAgain;
    }

    /** Entries whose handler has said that their outcome is committed. */
    public synchronized Set<Long> ended() {
        return Set.copyOf(ended);
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
