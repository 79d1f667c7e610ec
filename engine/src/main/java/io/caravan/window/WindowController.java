package io.caravan.window;

import io.caravan.alert.Condition;
import io.caravan.sql.Database;
import io.caravan.window.BulkWorker.Doing;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares every second what bulk work may do with what it does: it holds no timers that a restart, a pause or a clock that is
 * set could make wrong. Wakes what waits, keeps the sessions, and tells of what goes on after the end and of clocks that were set.
 */
public final class WindowController implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WindowController.class);
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final Duration TELL_STEP = Duration.ofHours(1);
    private static final Duration GRACE = Duration.ofMinutes(1);
    private static final long CLOSE_SECONDS = 10;

    private final PostgresWindows windows;
    private final Database database;
    private final List<BulkWorker> workers;
    private final Clocks clocks;
    private final ClockWatch watch;
    private final Map<BulkWork, Followed> followed = new HashMap<>();
    private final ScheduledExecutorService thread;
    private Optional<Step> lastStep = Optional.empty();

    /** @param nanos of a clock that nobody sets */
    public record Clocks(InstantSource wall, LongSupplier nanos) {
        public static Clocks of(InstantSource wall) {
            return new Clocks(wall, System::nanoTime);
        }
    }

    private record Step(Duration by, Instant to, long nanos) {}

    public WindowController(PostgresWindows windows, Database database, List<BulkWorker> workers, Clocks clocks) {
        this.windows = windows;
        this.database = database;
        this.workers = List.copyOf(workers);
        this.clocks = clocks;
        this.watch = new ClockWatch(clocks.wall(), clocks.nanos());
        this.thread = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread one = new Thread(task, "windows");
            one.setDaemon(true);
            return one;
        });
    }

    /** Looks every second, and at once when windows change. */
    public void start() {
        windows.follow(this::changed);
        thread.execute(this::tidy);
        thread.scheduleWithFixedDelay(this::tryLook, 0, LOOK.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** On the thread of whoever has changed something: an emergency stop must not wait for the next look. */
    private void changed() {
        workers.forEach(BulkWorker::wake);
        try {
            thread.execute(this::tryLook);
        } catch (RejectedExecutionException stopping) {
            LOG.debug("Windows have changed while Caravan stops");
        }
    }

    private void tidy() {
        try {
            SessionTable sessions = new SessionTable();
            database.inTransaction(connection -> {
                sessions.endLeft(connection, clocks.wall().instant());
                return true;
            });
        } catch (RuntimeException e) {
            LOG.debug("Sessions of an earlier process stay open: {}", e.toString());
        }
    }

    private void tryLook() {
        try {
            windows.refresh();
            look();
        } catch (RuntimeException e) {
            LOG.debug("The windows are looked at again: {}", e.toString());
        }
    }

    /** One look at all that wants to run. */
    synchronized void look() {
        watch.look().ifPresent(this::stepped);
        Instant now = clocks.wall().instant();
        long nanos = clocks.nanos().getAsLong();
        Schedule schedule = windows.schedule();
        for (BulkWorker worker : workers) {
            boolean changed = false;
            for (Doing doing : worker.doing()) {
                changed |= look(doing, schedule, now, nanos);
            }
            if (changed) {
                worker.wake();
            }
        }
    }

    private boolean look(Doing doing, Schedule schedule, Instant now, long nanos) {
        BulkWork work = doing.work();
        Followed one = followed.get(work);
        if (one == null && doing.going()) {
            one = new Followed(work, database);
            followed.put(work, one);
        }
        if (one == null) {
            return false;
        }
        boolean changed = one.look(doing, schedule, windows.ask(work), now, nanos);
        if (!doing.going()) {
            followed.remove(work);
        }
        return changed;
    }

    private void stepped(Duration by) {
        lastStep =
                Optional.of(new Step(by, clocks.wall().instant(), clocks.nanos().getAsLong()));
        LOG.warn("The clock was set {}; windows follow it", words(by));
    }

    /** What people are told of. */
    public List<Condition> conditions() {
        return List.of(
                new Watched("window-overrun", GRACE, this::overrunning),
                new Watched("clock-step", Duration.ZERO, this::clockSteps));
    }

    private synchronized List<Condition.Standing> overrunning() {
        List<Condition.Standing> standing = new ArrayList<>();
        followed.forEach((work, one) -> {
            Followed.Overrun overrun = one.overrun();
            if (overrun.inHand() > 0) {
                standing.add(new Condition.Standing(
                        Optional.of(work.dataClass()),
                        work.source(),
                        name(work) + " still has " + overrun.inHand()
                                + " segments in hand though its window is shut. They are finished, nothing new is begun;"
                                + " look at the target, or give the window a longer drain."));
            }
        });
        return standing;
    }

    private synchronized List<Condition.Standing> clockSteps() {
        return lastStep.stream()
                .filter(step -> clocks.nanos().getAsLong() - step.nanos() < TELL_STEP.toNanos())
                .map(step -> new Condition.Standing(
                        Optional.empty(),
                        "",
                        "The clock of this machine was set " + words(step.by()) + " to "
                                + step.to().truncatedTo(ChronoUnit.SECONDS)
                                + ", or the machine slept. Windows follow it; look at the time service."))
                .toList();
    }

    private static String words(Duration by) {
        return by.abs().truncatedTo(ChronoUnit.SECONDS).toString().substring(2).toLowerCase(Locale.ROOT)
                + (by.isNegative() ? " back" : " forward");
    }

    /** For the log and for people. */
    static String name(BulkWork work) {
        String name = work.phase().label() + " of " + work.dataClass().label();
        return work.source().isEmpty() ? name : name + " from " + work.source();
    }

    /** One of the things that people are told of. */
    private record Watched(String kind, Duration settle, Supplier<List<Condition.Standing>> now) implements Condition {
        @Override
        public List<Condition.Standing> standing() {
            return now.get();
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
        try {
            if (!thread.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("The controller of windows is still looking");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
