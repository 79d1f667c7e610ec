package io.caravan.backfill;

import io.caravan.backfill.Backfill.State;
import io.caravan.window.Standing;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the threads of one run tell each other: stop, failed, waiting for something. Safe for threads. */
final class RunSignal {
    private static final Logger LOG = LoggerFactory.getLogger(RunSignal.class);
    private static final Duration GATE_PAUSE = Duration.ofSeconds(1);
    private static final Duration FEED_PAUSE = Duration.ofMillis(50);
    private final Recorder recorder;
    private final Supplier<Standing> gate;
    private final RunSettings settings;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition stopping = lock.newCondition();
    private volatile boolean stopped;
    private volatile @Nullable String failure;
    private boolean waiting;
    private Wait waitingFor = new Wait("", Optional.empty());
    private long wakes;
    /** Of the reading thread. */
    private boolean paused;

    /** Stores the run's state for the status. */
    interface Recorder {
        void record(State state, Wait wait);
    }

    /** @param until when it is over; empty where nobody knows */
    record Wait(String reason, Optional<Instant> until) {
        static final Wait NONE = new Wait("", Optional.empty());
    }

    /** @param gate whether the run may go on now */
    RunSignal(Recorder recorder, Supplier<Standing> gate, RunSettings settings) {
        this.recorder = recorder;
        this.gate = gate;
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

    /** Whoever pauses looks again at once: something may have changed. */
    void wake() {
        lock.lock();
        try {
            wakes++;
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

    /** What stands of an earlier process is over: the run goes, until it waits for something. */
    void begin() {
        lock.lock();
        try {
            waiting = true;
            going();
        } finally {
            lock.unlock();
        }
    }

    /** Whether it may go on now. */
    Standing ask() {
        return gate.get();
    }

    /** @return false when the run is over before the gate opens */
    boolean awaitOpen() {
        while (!isOver()) {
            Standing standing = ask();
            if (standing.isOpen()) {
                going();
                return true;
            }
            shut(standing);
        }
        return false;
    }

    /** Waits a moment for the gate, and says so. */
    void shut(Standing standing) {
        shut(standing, 0);
    }

    /** @param inHand what goes on all the same until it is at its end */
    void shut(Standing standing, int inHand) {
        String still = inHand == 0 ? "" : "; " + inHand + (inHand == 1 ? " page is" : " pages are") + " still in hand";
        waiting(new Wait(standing.reason() + still, standing.until()));
        pause(GATE_PAUSE, true);
        paused = true;
    }

    /** Nothing new is begun. @param resting whether nothing is in hand either, so that there is no haste */
    void drain(Standing standing, boolean resting) {
        if (resting) {
            shut(standing);
        } else {
            rest();
        }
    }

    /** Waits a moment for the feed, and says so. */
    void await(String reason) {
        waiting(new Wait(reason, Optional.empty()));
        pause(FEED_PAUSE);
        paused = true;
    }

    /** Waits a moment for what is under way; nothing hinders. */
    void rest() {
        pause(FEED_PAUSE);
    }

    /** Nothing is waited for any more. */
    void goOn() {
        if (paused) {
            paused = false;
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
            } catch (RunOver e) {
                throw e;
            } catch (Exception e) {
                failures++;
                boolean passes = Failures.isTransient(e);
                if (!passes && failures >= settings.maxAttempts()) {
                    LOG.error("{} failed {} times: {}", what, failures, Failures.describe(e));
                    throw new RunFailed(what + " failed " + failures + " times (" + Failures.describe(e) + ")");
                }
                LOG.warn("{} failed ({}), attempt {}; tried again", what, Failures.describe(e), failures);
                if (passes) {
                    waiting(new Wait(what + " cannot be used now (" + Failures.describe(e) + ")", Optional.empty()));
                }
                pause(settings.pauseAfter(failures));
                if (isOver()) {
                    throw new RunOver();
                }
            }
        }
    }

    private void pause(Duration duration) {
        pause(duration, false);
    }

    private void pause(Duration duration, boolean untilWoken) {
        lock.lock();
        try {
            long before = wakes;
            long nanos = duration.toNanos();
            while (nanos > 0 && !isOver() && !(untilWoken && wakes != before)) {
                nanos = stopping.awaitNanos(nanos);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            stop();
        } finally {
            lock.unlock();
        }
    }

    private void waiting(Wait wait) {
        store(true, State.WAITING, wait);
    }

    private void going() {
        store(false, State.RUNNING, Wait.NONE);
    }

    /** The status may lag when Caravan's own database is away; the run does not depend on it. */
    private void store(boolean nowWaiting, State state, Wait wait) {
        lock.lock();
        try {
            if (isOver() || (!nowWaiting && !waiting) || (nowWaiting && waiting && wait.equals(waitingFor))) {
                return;
            }
            waiting = nowWaiting;
            waitingFor = wait;
            recorder.record(state, wait);
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
