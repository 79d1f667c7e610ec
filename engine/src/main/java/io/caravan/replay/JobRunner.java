package io.caravan.replay;

import io.caravan.sql.Database;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The thread that brings all jobs forward, step by step. It never waits for a letter: it looks again. */
final class JobRunner implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(JobRunner.class);
    private static final long MOVING_MILLIS = 2;
    private static final long WAITING_MILLIS = 20;
    private static final long GATE_MILLIS = 250;
    private static final long RESTING_MILLIS = 2_000;
    private static final long FAILED_MILLIS = 1_000;
    private static final long CLOSE_MILLIS = 30_000;

    private final Database database;
    private final JobTable jobs;
    private final Map<JobKind, Steps> steps;
    private final Map<Long, Momentum> known = new HashMap<>();
    private final Semaphore wake = new Semaphore(0);
    private final Thread thread;
    private volatile boolean closed;
    private boolean failing;

    /** How jobs of a kind are brought forward. */
    interface Steps {
        /** The job is new to this process: what was under way may have been forgotten. */
        void takeUp(Job job);

        /** @return whether anything has moved */
        boolean step(Job job, Momentum momentum);
    }

    JobRunner(Database database, JobTable jobs, Map<JobKind, Steps> steps) {
        this.database = database;
        this.jobs = jobs;
        this.steps = Map.copyOf(steps);
        this.thread = new Thread(this::run, "replay-jobs");
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** A job was changed: look at once. */
    void wake() {
        wake.release();
    }

    @Override
    public void close() {
        closed = true;
        wake.release();
        try {
            thread.join(CLOSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            while (!closed) {
                long pause = look();
                if (wake.tryAcquire(pause, TimeUnit.MILLISECONDS)) {
                    wake.drainPermits();
                }
            }
        } catch (InterruptedException e) {
            LOG.debug("The jobs go on at the next start");
        }
    }

    /** @return after how many milliseconds to look again */
    private long look() {
        try {
            List<Job> going = database.inTransaction(jobs::listGoing);
            known.keySet().retainAll(going.stream().map(Job::id).collect(Collectors.toSet()));
            long pause = RESTING_MILLIS;
            for (Job job : going) {
                pause = Math.min(pause, step(job));
            }
            return pause;
        } catch (RuntimeException e) {
            return failed("The jobs cannot be read", e);
        }
    }

    private long step(Job job) {
        Steps ofKind = steps.get(job.kind());
        if (ofKind == null) {
            return RESTING_MILLIS;
        }
        try {
            Momentum momentum = known.get(job.id());
            if (momentum == null) {
                momentum = new Momentum(job, System::nanoTime);
                ofKind.takeUp(job);
                known.put(job.id(), momentum);
            }
            boolean moved = ofKind.step(job, momentum);
            failing = false;
            if (moved) {
                return MOVING_MILLIS;
            }
            return restingMillis(job);
        } catch (RuntimeException e) {
            known.remove(job.id()); // nobody knows what was committed: it is taken up anew
            return failed("Job " + job.id() + " is tried again", e);
        }
    }

    /** What waits for a gate is not asked so often; it is woken when windows change. */
    private static long restingMillis(Job job) {
        if (job.progress().inFlight() > 0) {
            return WAITING_MILLIS;
        }
        if (job.state() != JobState.RUNNING) {
            return RESTING_MILLIS;
        }
        return job.standing().why().isEmpty() ? WAITING_MILLIS : GATE_MILLIS;
    }

    private long failed(String what, RuntimeException e) {
        if (!failing) {
            LOG.warn("{}: {}", what, e.toString());
        }
        failing = true;
        return FAILED_MILLIS;
    }
}
