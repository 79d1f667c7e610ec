package io.caravan.dispatch;

import io.caravan.dispatch.DispatchStatus.State;
import io.caravan.dispatch.Dispatcher.Completion;
import io.caravan.dispatch.RetryMessages.Scheduled;
import io.caravan.journal.JournalEntry;
import io.caravan.journal.JournalFeed;
import io.caravan.journal.JournalFeed.OpenPage;
import io.caravan.retry.Backoff;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The threads of a lane: one reads the journal's table when it must, some call the handler, none of them sleeps on a retry. */
final class LaneRun implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LaneRun.class);

    private final Lane lane;
    private final JournalFeed journal;
    private final Positions positions;
    private final DispatchSettings settings;
    private final Backoff backoff;
    private final Retrying retrying;
    private final ExecutorService workers;
    private final Thread reader;
    private volatile String hindrance = "";
    private long savedPosition = -1;

    LaneRun(
            Lane lane,
            JournalFeed journal,
            Positions positions,
            RetryMessages retries,
            DispatchSettings settings,
            ScheduledExecutorService timer) {
        this.lane = lane;
        this.journal = journal;
        this.positions = positions;
        this.settings = settings;
        this.backoff = new Backoff(settings.firstRetry(), settings.maxRetry());
        this.retrying = new Retrying(retries, lane.dataClass(), backoff, timer, this::run);
        String name = "dispatch-" + lane.dataClass().label();
        AtomicInteger number = new AtomicInteger();
        this.workers = Executors.newFixedThreadPool(settings.workers(), task -> {
            Thread thread = new Thread(task, name + "-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
        this.reader = new Thread(this::read, name + "-reader");
        reader.setDaemon(true);
    }

    void start() {
        reader.start();
    }

    void committed(List<JournalEntry> entries, long lastId) {
        run(lane.committed(entries, lastId));
    }

    void missed() {
        lane.lose();
    }

    void again(long journalId) {
        lane.again(journalId);
    }

    void pause(boolean yes) {
        run(lane.pause(yes));
    }

    void hold(boolean yes) {
        run(lane.hold(yes));
    }

    DispatchStatus status() {
        Lane.Snapshot now = lane.snapshot();
        String reason = hindrance;
        if (reason.isEmpty() && now.retrying() > 0) {
            reason = now.retrying() + " entries are tried again";
        }
        if (reason.isEmpty() && now.broken() > 0) {
            reason = now.broken() + " journal entries do not open with the present keys";
        }
        State state = now.retrying() > 0 || !hindrance.isEmpty() ? State.RETRYING : State.RUNNING;
        return new DispatchStatus(state, reason, now.underWay(), now.retrying());
    }

    /** Tries at once what waits to be tried again. */
    void retryNow() {
        retrying.now();
    }

    /** Writes down how far it has come, and what waits. */
    void save() {
        savePosition();
        retrying.flush();
    }

    private synchronized void savePosition() {
        long position = lane.endedUpTo();
        if (position < 0 || position == savedPosition) {
            return;
        }
        try {
            positions.save(lane.dataClass(), position);
            savedPosition = position;
        } catch (RuntimeException e) { // an older position is as right
            LOG.debug("The position of {} was not saved: {}", lane.dataClass().label(), e.toString());
        }
    }

    @Override
    public void close() {
        lane.close();
        workers.shutdown();
        try {
            reader.join(settings.closeTimeout().toMillis());
            if (!lane.awaitIdle(settings.closeTimeout().toMillis())) {
                LOG.warn(
                        "The dispatch of {} stops while entries are under way",
                        lane.dataClass().label());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        save();
    }

    private void read() {
        int failures = 0;
        try {
            Optional<Reading> next = lane.awaitReading(settings.sweep().toMillis());
            while (next.isPresent()) {
                try {
                    read(next.get());
                    failures = 0;
                    hindrance = "";
                } catch (RuntimeException e) {
                    lane.unread(next.get());
                    hindrance = "the journal cannot be read";
                    if (failures++ == 0) {
                        LOG.warn(
                                "The journal of {} cannot be read: {}",
                                lane.dataClass().label(),
                                e.toString());
                    }
                    TimeUnit.MILLISECONDS.sleep(backoff.pause(failures).toMillis());
                }
                next = lane.awaitReading(settings.sweep().toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void read(Reading reading) {
        switch (reading.kind()) {
            case START -> {
                retrying.recall();
                long position = positions.find(lane.dataClass());
                lane.begin(position, journal.listReturning(lane.dataClass(), position));
            }
            case ONE -> run(lane.took(reading, journal.load(List.of(reading.id()))));
            case PAGE ->
                run(lane.took(
                        reading,
                        journal.listOpen(lane.dataClass(), reading.id(), reading.limit(), reading.maxBytes())));
        }
    }

    private void run(List<Item> ready) {
        for (Item item : ready) {
            Optional<Scheduled> before = retrying.takeRecalled(item);
            if (before.isPresent()) {
                lane.resumes(item, before.get().attempts());
                retrying.sleep(item, before.get().millis());
            } else {
                run(item);
            }
        }
    }

    private void run(Item item) {
        try {
            workers.execute(() -> handle(item));
        } catch (RejectedExecutionException e) {
            LOG.debug("Journal entry {} is left to the next start", item.id());
        }
    }

    private void handle(Item item) {
        if (!lane.begins(item)) {
            return;
        }
        Once completion = new Once(item);
        try {
            JournalEntry entry = item.entry();
            if (entry == null) {
                OpenPage page = journal.load(List.of(item.id()));
                if (page.entries().isEmpty()) {
                    page.broken().forEach(id -> lane.breaks(item));
                    completion.done();
                    return;
                }
                entry = page.entries().get(0);
                lane.loaded(item, entry);
            }
            lane.handler().handle(entry, completion);
        } catch (RuntimeException | Error e) {
            LOG.warn(
                    "Journal entry {} is tried again: its handler failed with {}",
                    item.id(),
                    e.getClass().getName());
            completion.again(e.getClass().getSimpleName());
        }
    }

    /** The completion of one handling. */
    private final class Once implements Completion {
        private final Item item;
        private final AtomicBoolean called = new AtomicBoolean();

        Once(Item item) {
            this.item = item;
        }

        @Override
        public void done() {
            if (called.compareAndSet(false, true)) {
                retrying.ended(item);
                run(lane.ended(item));
            }
        }

        @Override
        public void again() {
            again("not-recorded");
        }

        @Override
        public void again(String code) {
            if (called.compareAndSet(false, true)) {
                retrying.failed(item, lane.failed(item), code);
            }
        }
    }
}
