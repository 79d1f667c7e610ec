package io.caravan.dispatch;

import io.caravan.dispatch.RetryMessages.Scheduled;
import io.caravan.message.DataClass;
import io.caravan.retry.Backoff;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The entries of a lane that wait to be tried again. A timer wakes them, and no thread waits with them; how often they have failed
 * and when they are due is written down every few seconds, so that the next process goes on with it. While the database is
 * away, which is the usual reason, it is in memory only.
 */
final class Retrying {
    private static final Logger LOG = LoggerFactory.getLogger(Retrying.class);

    private final RetryMessages table;
    private final DataClass dataClass;
    private final Backoff backoff;
    private final ScheduledExecutorService timer;
    private final Consumer<Item> wake;
    private final Map<Long, Sleeper> sleepers = new ConcurrentHashMap<>();
    /** Of an earlier process. */
    private final Map<Long, Scheduled> recalled = new ConcurrentHashMap<>();

    /** Guarded by itself: how often and why, for those that are to be written. */
    private final Map<Long, Failed> failed = new HashMap<>();

    private final Set<Long> written = new HashSet<>();
    private final Set<Long> ended = new HashSet<>();

    private record Sleeper(Item item, ScheduledFuture<?> future) {}

    private record Failed(int attempts, long atNanos, String code) {}

    Retrying(
            RetryMessages table,
            DataClass dataClass,
            Backoff backoff,
            ScheduledExecutorService timer,
            Consumer<Item> wake) {
        this.table = table;
        this.dataClass = dataClass;
        this.backoff = backoff;
        this.timer = timer;
        this.wake = wake;
    }

    /** Before the first entry is taken. */
    void recall() {
        Map<Long, Scheduled> left = table.recall(dataClass);
        recalled.putAll(left);
        synchronized (failed) {
            written.addAll(left.keySet());
        }
    }

    /** What an earlier process left of it; once. */
    Optional<Scheduled> takeRecalled(Item item) {
        return Optional.ofNullable(recalled.remove(item.id()));
    }

    /** @param attempts how often it has failed now */
    void failed(Item item, int attempts, String code) {
        long millis = backoff.pause(attempts).toMillis();
        synchronized (failed) {
            failed.put(item.id(), new Failed(attempts, System.nanoTime() + millis * 1_000_000, code));
        }
        sleep(item, millis);
    }

    /** Woken after a while. */
    void sleep(Item item, long millis) {
        try {
            ScheduledFuture<?> future = timer.schedule(() -> wake(item), millis, TimeUnit.MILLISECONDS);
            sleepers.put(item.id(), new Sleeper(item, future));
            if (future.isDone()) {
                sleepers.remove(item.id());
            }
        } catch (RejectedExecutionException e) {
            LOG.debug("Journal entry {} is left to the next start", item.id());
        }
    }

    private void wake(Item item) {
        sleepers.remove(item.id());
        wake.accept(item);
    }

    void ended(Item item) {
        if (item.attempts() > 0) {
            sleepers.remove(item.id());
            synchronized (failed) {
                failed.remove(item.id());
                ended.add(item.id());
            }
        }
    }

    /** All that wait are tried now. */
    void now() {
        for (Sleeper sleeper : List.copyOf(sleepers.values())) {
            if (sleeper.future().cancel(false)) {
                wake(sleeper.item());
            }
        }
    }

    /** Writes what has changed. What cannot be written now is written the next time. */
    void flush() {
        Map<Long, Failed> taken;
        Set<Long> gone;
        synchronized (failed) {
            taken = new HashMap<>(failed);
            gone = new HashSet<>(ended);
            gone.retainAll(written);
            gone.removeAll(taken.keySet());
            ended.clear();
            failed.clear();
        }
        if (taken.isEmpty() && gone.isEmpty()) {
            return;
        }
        List<Scheduled> changed = new ArrayList<>(taken.size());
        long now = System.nanoTime();
        taken.forEach((id, one) -> changed.add(
                new Scheduled(id, one.attempts(), Math.max(0, (one.atNanos() - now) / 1_000_000), one.code())));
        try {
            table.save(dataClass, changed, gone);
            synchronized (failed) {
                written.addAll(taken.keySet());
                written.removeAll(gone);
            }
        } catch (RuntimeException e) {
            synchronized (failed) {
                taken.forEach(failed::putIfAbsent);
                ended.addAll(gone);
            }
            LOG.debug("What waits of {} was not written: {}", dataClass.label(), e.toString());
        }
    }
}
