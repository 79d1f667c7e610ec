package io.caravan.backfill;

import io.caravan.backfill.Backfill.State;
import io.caravan.window.Standing;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the threads of one run tell each other: stop, failed, waiting for something. Safe for threads. */
final class RunSignal {
    private static final Logger LOG = LoggerFactory.getLogger(RunSignal.class);
    private static final Duration GATE_PAUSE = Duration.ofSeconds(1);
    private static final Duration FEED_PAUSE = Duration.ofMillis(50);
    private final BiConsumer<State, String> record;
    private final RunSettings settings;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition stopping = lock.newCondition();
    private volatile boolean stopped;
    private volatile @Nullable String failure;
    private boolean waiting;
    private String waitingFor = "";
    /** Of the reading thread. */
    private boolean pausedForFeed;

    /** @param record stores the run's state for the status */
    RunSignal(BiConsumer<State, String> record, RunSettings settings) {
        this.record = record;
        this.settings = settings;
    }

    void stop() {
        lock.lock();
        try {
            stopped = true;
            stopping.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** The first failure stays. */
    void fail(String reason) {
        lock.lock();
        try {
            if (failure == null) {
                failure = reason;
            }
            stopping.signalAll();
        } finally {
            lock.unlock();
        }
    }

    boolean isStopped() {
        return stopped;
    }

    Optional<String> failure() {
        return Optional.ofNullable(failure);
    }

    boolean isOver() {
        return stopped || failure != null;
    }

    /** @return false when the run is over before the gate opens */
    boolean awaitOpen(Supplier<Standing> gate) {
        while (!isOver()) {
            Standing standing = gate.get();
            if (standing.isOpen()) {
                going();
                return true;
            }
            waiting(standing.reason());
            pause(GATE_PAUSE);
        }
        return false;
    }

    /** Waits a moment for the feed, and says so. */
    void await(String reason) {
        waiting(reason);
        pause(FEED_PAUSE);
        pausedForFeed = true;
    }

    /** Waits a moment for what is under way; nothing hinders. */
    void rest() {
        pause(FEED_PAUSE);
    }

    /** Nothing is waited for any more. */
    void goOn() {
        if (pausedForFeed) {
            pausedForFeed = false;
            going();
        }
    }

    /**
     * Tries until it works: as long as it takes where something is away, else a limited number of times.
     *
     * @throws RunFailed when trying again is useless
     * @throws RunOver when the run is over before
     */
    <T> T keepTrying(String what, Callable<T> attempt) {
        int failures = 0;
        while (true) {
            try {
                T result = attempt.call();
                if (failures > 0) {
                    going();
                }
                return result;
            } catch (LegacyProblem e) {
                throw new RunFailed(Failures.describe(e));
            } catch (Exception e) {
                failures++;
                boolean passes = Failures.isTransient(e);
                if (!passes && failures >= settings.maxAttempts()) {
                    LOG.error("{} failed {} times: {}", what, failures, Failures.describe(e));
                    throw new RunFailed(what + " failed " + failures + " times (" + Failures.describe(e) + ")");
                }
                LOG.warn("{} failed ({}), attempt {}; tried again", what, Failures.describe(e), failures);
                if (passes) {
                    waiting(what + " cannot be used now (" + Failures.describe(e) + ")");
                }
                pause(settings.pauseAfter(failures));
                if (isOver()) {
                    throw new RunOver();
                }
            }
        }
    }

    private void pause(Duration duration) {
        lock.lock();
        try {
            long nanos = duration.toNanos();
            while (nanos > 0 && !isOver()) {
                nanos = stopping.awaitNanos(nanos);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            stop();
        } finally {
            lock.unlock();
        }
    }

    private void waiting(String reason) {
        store(true, State.WAITING, reason);
    }

    private void going() {
        store(false, State.RUNNING, "");
    }

    /** The status may lag when Caravan's own database is away; the run does not depend on it. */
    private void store(boolean nowWaiting, State state, String reason) {
        lock.lock();
        try {
            if (isOver() || (!nowWaiting && !waiting) || (nowWaiting && waiting && reason.equals(waitingFor))) {
                return;
            }
            waiting = nowWaiting;
            waitingFor = reason;
            record.accept(state, reason);
        } catch (RuntimeException e) {
            LOG.warn("The run's state could not be recorded: {}", Failures.describe(e));
        } finally {
            lock.unlock();
        }
    }

    /** The run is over before the work was done; not a failure. */
    static final class RunOver extends RuntimeException {
        RunOver() {
            super("the run is over", null, false, false);
        }
    }
}
