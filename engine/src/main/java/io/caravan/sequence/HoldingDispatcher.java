package io.caravan.sequence;

import io.caravan.dispatch.Dispatcher;
import io.caravan.message.DataClass;
import io.caravan.sql.Database;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A dispatcher that lets later messages of a patient wait behind an unresolved dead letter, in classes that ask for it. It
 * also brings back what a class has parked that does not ask for it any more.
 */
public final class HoldingDispatcher implements Dispatcher, AutoCloseable {
    private static final Duration LOOK = Duration.ofSeconds(5);

    private final Dispatcher dispatcher;
    private final ParkedTable table;
    private final BlockedPatients blocked;
    private final Map<DataClass, HoldingLane> lanes = new ConcurrentHashMap<>();
    private final ScheduledExecutorService wakes;

    public HoldingDispatcher(Dispatcher dispatcher, Database database, BlockedPatients blocked, InstantSource clock) {
        this.dispatcher = dispatcher;
        this.table = new ParkedTable(database, clock);
        this.blocked = blocked;
        this.wakes = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "sequence");
            thread.setDaemon(true);
            return thread;
        });
        long millis = LOOK.toMillis();
        wakes.scheduleWithFixedDelay(
                () -> lanes.values().forEach(HoldingLane::wakeAll), millis, millis, TimeUnit.MILLISECONDS);
    }

    public Parked parked() {
        return table;
    }

    @Override
    public AutoCloseable start(DataClass dataClass, Handler handler) {
        HoldingLane lane = new HoldingLane(dataClass, dispatcher, handler, table, blocked, wakes);
        AutoCloseable run = dispatcher.start(dataClass, lane);
        lanes.put(dataClass, lane);
        wakeAll(lane);
        return () -> {
            lanes.remove(dataClass, lane);
            run.close();
        };
    }

    @Override
    public void again(DataClass dataClass, long journalId) {
        dispatcher.again(dataClass, journalId);
    }

    @Override
    public void released(DataClass dataClass) {
        @Nullable HoldingLane lane = lanes.get(dataClass);
        if (lane != null) {
            wakeAll(lane);
        }
    }

    @Override
    public void hold(DataClass dataClass) {
        dispatcher.hold(dataClass);
    }

    @Override
    public void release(DataClass dataClass) {
        dispatcher.release(dataClass);
    }

    @Override
    public void pause(DataClass dataClass, String reason) {
        dispatcher.pause(dataClass, reason);
    }

    @Override
    public void resume(DataClass dataClass) {
        dispatcher.resume(dataClass);
    }

    private void wakeAll(HoldingLane lane) {
        try {
            wakes.execute(lane::wakeAll);
        } catch (RejectedExecutionException stopping) {
            return; // the next start looks
        }
    }

    /** Ends its thread; what is parked is found at the next start. */
    @Override
    public void close() {
        wakes.shutdownNow();
    }
}
