package io.caravan.throttle;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * Stands before a target or a legacy database. Live traffic is counted and measured, and goes; bulk work takes what is left of
 * the limit, and no more than the ceiling that follows from how quick the answers are. Safe for threads.
 */
public final class Throttle {
    /** So often somebody who waits looks whether he is to wait no longer. */
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final String name;
    private final String unit;
    private final LongSupplier nanos;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Pressure pressure;

    /** @param unit what is counted, in the plural */
    public Throttle(String name, String unit, Terms terms, LongSupplier nanos) {
        this.name = name;
        this.unit = unit;
        this.nanos = nanos;
        this.pressure = new Pressure(name, terms, nanos.getAsLong());
    }

    /** Without any limit, for what stands alone; its ceiling follows what is usual. */
    public static Throttle free(String name, LongSupplier nanos) {
        return new Throttle(name, "records", Terms.NONE, nanos);
    }

    public String name() {
        return name;
    }

    /**
     * For a live call. It waits for no rate; only where there is a limit of calls at once it waits until one of those under way
     * has ended, and goes before bulk work.
     */
    public Permit live(int units) {
        lock.lock();
        try {
            pressure.liveComes();
            try {
                while (!pressure.liveMayGo()) {
                    changed.awaitUninterruptibly();
                }
            } finally {
                pressure.liveStopsWaiting();
            }
            long now = nanos.getAsLong();
            pressure.begin(Lane.LIVE, units, now);
            return new Permit(Lane.LIVE, units, now);
        } finally {
            lock.unlock();
        }
    }

    /** For a bulk call: waits for its turn. @return empty when it has to stop before */
    public Optional<Permit> awaitBulk(int units, Halt halt) {
        lock.lock();
        try {
            pressure.bulkComes();
            try {
                return await(units, halt);
            } finally {
                pressure.bulkStopsWaiting();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    private Optional<Permit> await(int units, Halt halt) throws InterruptedException {
        while (!halt.isNow()) {
            long wait = pressure.bulkWait(units, nanos.getAsLong());
            if (wait == 0) {
                return Optional.of(begin(units));
            }
            if (halt.endsWaits()) {
                return Optional.empty();
            }
            changed.awaitNanos(Math.min(wait, LOOK_NANOS));
        }
        return Optional.empty();
    }

    /** For a bulk call that does not wait. */
    public Optional<Permit> tryBulk(int units) {
        lock.lock();
        try {
            return pressure.bulkWait(units, nanos.getAsLong()) == 0 ? Optional.of(begin(units)) : Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    /** Whether a bulk call might go now. */
    public boolean isBulksTurn() {
        lock.lock();
        try {
            return pressure.bulkWait(1, nanos.getAsLong()) == 0;
        } finally {
            lock.unlock();
        }
    }

    /** For a bulk call that goes in any case: how much it carries shows when it ends, and is paid then. */
    public Permit bulk() {
        lock.lock();
        try {
            return begin(0);
        } finally {
            lock.unlock();
        }
    }

    private Permit begin(int units) {
        long now = nanos.getAsLong();
        pressure.begin(Lane.BULK, units, now);
        return new Permit(Lane.BULK, units, now);
    }

    /**
     * For bulk work that becomes live traffic, such as dead letters that are replayed: it is held to the ceiling here, and
     * counted when it is delivered.
     *
     * @return how many of so many units may go now
     */
    public int bulkNow(int most) {
        lock.lock();
        try {
            return pressure.bulkNow(most, nanos.getAsLong());
        } finally {
            lock.unlock();
        }
    }

    /** What is called was away and is back: bulk work begins slowly. */
    public void isBack() {
        lock.lock();
        try {
            pressure.isBack(nanos.getAsLong());
        } finally {
            lock.unlock();
        }
    }

    /** How many units one bulk call carries now: fewer where calls that carry many take long. */
    public int bite() {
        lock.lock();
        try {
            return pressure.bite();
        } finally {
            lock.unlock();
        }
    }

    /** What bulk work may have a second at most; empty = as much as it likes. */
    public OptionalDouble bulkPerSecond() {
        lock.lock();
        try {
            return pressure.bulkPerSecond();
        } finally {
            lock.unlock();
        }
    }

    public ThrottleState state() {
        lock.lock();
        try {
            return pressure.state(name, unit, nanos.getAsLong());
        } finally {
            lock.unlock();
        }
    }

    /** One call. To be ended once, whatever became of it. */
    public final class Permit {
        private final Lane lane;
        private final int units;
        private long begun;

        private Permit(Lane lane, int units, long begun) {
            this.lane = lane;
            this.units = units;
            this.begun = begun;
        }

        /** Only from now on the time counts. */
        public Permit begins() {
            begun = nanos.getAsLong();
            return this;
        }

        public void end(Answer answer) {
            end(answer, units, 1);
        }

        /**
         * Ends it.
         *
         * @param used units that it carried, where that was not known before
         * @param calls that it was, one after the other
         */
        public void end(Answer answer, int used, int calls) {
            lock.lock();
            try {
                long now = nanos.getAsLong();
                Duration took = Duration.ofNanos(Math.max(0, now - begun) / Math.max(1, calls));
                int each = used / Math.max(1, calls);
                pressure.take(lane, used - units, now);
                pressure.end(lane, used, now);
                pressure.judge(new Pressure.Ended(lane, each, begun, took), answer, now);
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }
}
