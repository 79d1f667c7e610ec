package io.caravan.sequence;

import io.caravan.dispatch.Dispatcher;
import io.caravan.dispatch.Dispatcher.Completion;
import io.caravan.dispatch.Dispatcher.Handler;
import io.caravan.journal.JournalEntry;
import io.caravan.message.DataClass;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands before the handler of a class. An entry that must wait is parked, which is committed before the dispatcher is told
 * that it is done with it; from then on the table is what brings it back. Of a patient's parked entries only the first is
 * ever given to the dispatcher, and the next when that one has ended: whatever fails on the way, none can pass another.
 */
final class HoldingLane implements Handler {
    private static final Logger LOG = LoggerFactory.getLogger(HoldingLane.class);
    private static final int MAX_FOUND = 100_001;

    private final DataClass dataClass;
    private final Dispatcher dispatcher;
    private final Handler handler;
    private final ParkedTable table;
    private final BlockedPatients blocked;
    private final Executor wakes;
    private final boolean holds;
    private final Map<Long, Long> dispatched = new ConcurrentHashMap<>(); // by patient: what the dispatcher has of them
    private final Set<Long> toWake = ConcurrentHashMap.newKeySet();
    private volatile boolean loaded;
    private volatile boolean anyParked = true; // until the database says no

    HoldingLane(
            DataClass dataClass,
            Dispatcher dispatcher,
            Handler handler,
            ParkedTable table,
            BlockedPatients blocked,
            Executor wakes) {
        this.dataClass = dataClass;
        this.dispatcher = dispatcher;
        this.handler = handler;
        this.table = table;
        this.blocked = blocked;
        this.wakes = wakes;
        this.holds = blocked.holds(dataClass);
    }

    @Override
    public void handle(JournalEntry entry, Completion completion) {
        load();
        if (!blocked.mayHold(dataClass, entry.patientHash())) {
            handler.handle(entry, completion);
            return;
        }
        switch (table.park(entry, holds)) {
            case PARKED -> {
                anyParked = true; // not before the commit: who looks in between finds nothing
                ended(entry);
                completion.done();
                wake(entry.patientHash()); // what it waits for may have ended before it was parked
            }
            case FREE -> handler.handle(entry, watched(entry, completion));
            case CLEAR -> {
                blocked.free(dataClass, entry.patientHash(), entry.id());
                handler.handle(entry, watched(entry, completion));
            }
        }
    }

    private Completion watched(JournalEntry entry, Completion completion) {
        return new Completion() {
            @Override
            public void done() {
                ended(entry);
                completion.done();
                wake(entry.patientHash());
            }

            @Override
            public void again() {
                completion.again();
            }

            @Override
            public void again(String code) {
                completion.again(code);
            }
        };
    }

    private void ended(JournalEntry entry) {
        dispatched.remove(entry.patientHash(), entry.id());
    }

    /** Looks which entry of the patient may go now. */
    private void wake(long patientHash) {
        if (anyParked && toWake.add(patientHash)) {
            try {
                wakes.execute(() -> {
                    toWake.remove(patientHash);
                    attempt(() -> table.next(dataClass, patientHash, holds).ifPresent(id -> dispatch(patientHash, id)));
                });
            } catch (RejectedExecutionException stopping) {
                toWake.remove(patientHash);
            }
        }
    }

    /** Looks which entries of all patients may go now. Cheap where none is parked. */
    void wakeAll() {
        attempt(() -> {
            load();
            if (anyParked) {
                anyParked = false;
                boolean empty = false;
                try {
                    table.nextOfAll(dataClass, holds).forEach(this::dispatch);
                    empty = table.isEmpty(dataClass);
                } finally {
                    if (!empty) {
                        anyParked = true;
                    }
                }
            }
        });
    }

    private void dispatch(long patientHash, long id) {
        Long before = dispatched.put(patientHash, id);
        if (before == null || before != id) {
            dispatcher.again(dataClass, id);
        }
    }

    /** What cannot be looked up now is looked up at the next turn. */
    private void attempt(Runnable look) {
        try {
            look.run();
        } catch (RuntimeException e) {
            LOG.debug("Parked entries of {} wait: {}", dataClass.label(), e.toString());
        }
    }

    private void load() {
        if (!loaded) {
            synchronized (this) {
                if (!loaded) {
                    table.blocked(dataClass, holds, MAX_FOUND)
                            .forEach((patient, newest) -> blocked.found(dataClass, patient, newest));
                    loaded = true;
                }
            }
        }
    }
}
