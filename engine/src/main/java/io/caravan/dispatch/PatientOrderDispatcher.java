package io.caravan.dispatch;

import io.caravan.dispatch.DispatchStatus.State;
import io.caravan.journal.JournalEntry;
import io.caravan.journal.JournalFeed;
import io.caravan.message.DataClass;
import io.caravan.sql.Database;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Dispatches what the journal holds; one {@link LaneRun} for each class that has a handler. */
public final class PatientOrderDispatcher implements Dispatcher, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PatientOrderDispatcher.class);
    private static final Duration SAVE_POSITIONS = Duration.ofSeconds(2);

    private final JournalFeed journal;
    private final Positions positions;
    private final RetryMessages retries;
    private final DispatchSettings settings;
    private final Map<DataClass, LaneRun> lanes = new ConcurrentHashMap<>();
    private final Map<DataClass, String> paused = new ConcurrentHashMap<>();
    private final Set<DataClass> held = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService timer;

    public PatientOrderDispatcher(JournalFeed journal, Database database, DispatchSettings settings) {
        this.journal = journal;
        this.positions = new Positions(database);
        this.retries = new RetryMessages(database);
        this.settings = settings;
        this.timer = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "dispatch-timer");
            thread.setDaemon(true);
            return thread;
        });
        journal.follow(new JournalFeed.Follower() {
            @Override
            public void committed(List<JournalEntry> entries, long lastId) {
                deal(entries, lastId);
            }

            @Override
            public void missed() {
                lanes.values().forEach(LaneRun::missed);
            }
        });
        long millis = SAVE_POSITIONS.toMillis();
        timer.scheduleWithFixedDelay(
                () -> lanes.values().forEach(LaneRun::save), millis, millis, TimeUnit.MILLISECONDS);
    }

    @Override
    public AutoCloseable start(DataClass dataClass, Handler handler) {
        Lane lane = new Lane(dataClass, handler, settings, paused.containsKey(dataClass));
        LaneRun run = new LaneRun(lane, journal, positions, retries, settings, timer);
        if (lanes.putIfAbsent(dataClass, run) != null) {
            throw new IllegalStateException("The dispatch of " + dataClass.label() + " has a handler already");
        }
        run.hold(held.contains(dataClass));
        run.start();
        return () -> {
            run.close();
            lanes.remove(dataClass, run);
        };
    }

    @Override
    public void again(DataClass dataClass, long journalId) {
        @Nullable LaneRun run = lanes.get(dataClass);
        if (run != null) { // else the next start finds it
            run.again(journalId);
        }
    }

    @Override
    public void pause(DataClass dataClass, String reason) {
        paused.put(dataClass, reason);
        LOG.info("The dispatch of {} is paused", dataClass.label());
        @Nullable LaneRun run = lanes.get(dataClass);
        if (run != null) {
            run.pause(true);
        }
    }

    @Override
    public void resume(DataClass dataClass) {
        if (paused.remove(dataClass) != null) {
            LOG.info("The dispatch of {} goes on", dataClass.label());
        }
        @Nullable LaneRun run = lanes.get(dataClass);
        if (run != null) {
            run.pause(false);
        }
    }

    @Override
    public void hold(DataClass dataClass) {
        held.add(dataClass);
        holdRun(dataClass);
    }

    @Override
    public void release(DataClass dataClass) {
        held.remove(dataClass);
        holdRun(dataClass);
    }

    private void holdRun(DataClass dataClass) {
        @Nullable LaneRun run = lanes.get(dataClass);
        if (run != null) {
            run.hold(held.contains(dataClass));
        }
    }

    /** Waits no longer with what is to be tried again. */
    public void retryNow(DataClass dataClass) {
        @Nullable LaneRun run = lanes.get(dataClass);
        if (run != null) {
            run.retryNow();
        }
    }

    /** What a class's dispatch is doing now. */
    public DispatchStatus status(DataClass dataClass) {
        @Nullable LaneRun run = lanes.get(dataClass);
        @Nullable String pause = paused.get(dataClass);
        if (run == null) {
            return new DispatchStatus(State.STOPPED, pause == null ? "" : pause, 0, 0);
        }
        DispatchStatus status = run.status();
        return pause == null ? status : new DispatchStatus(State.PAUSED, pause, status.underWay(), status.retrying());
    }

    /** Stops all classes and waits for what is under way. */
    @Override
    public void close() {
        lanes.values().forEach(LaneRun::close);
        lanes.clear();
        timer.shutdownNow();
    }

    private void deal(List<JournalEntry> entries, long lastId) {
        Map<DataClass, List<JournalEntry>> byClass =
                entries.stream().collect(Collectors.groupingBy(JournalEntry::dataClass));
        lanes.forEach((dataClass, run) -> run.committed(byClass.getOrDefault(dataClass, List.of()), lastId));
    }
}
