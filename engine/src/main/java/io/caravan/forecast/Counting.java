package io.caravan.forecast;

import io.caravan.backfill.Backfill;
import io.caravan.window.BulkWork;
import io.caravan.window.Phase;
import io.caravan.window.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Knows how many rows each run has in all. They are counted while the work may run, for counting is work for the old database,
 * too; until then its own supposition serves. One database is asked at a time. Not safe for threads.
 */
final class Counting {
    /** A count may take so long; then the database is asked what it supposes. */
    private static final Duration LIMIT = Duration.ofMinutes(1);
    /** Rows come and go while a hospital works. */
    private static final Duration COUNT_GOOD_FOR = Duration.ofDays(1);

    private static final Duration SUPPOSED_GOOD_FOR = Duration.ofHours(1);
    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofMinutes(5);

    private final Backfill backfill;
    private final PostgresSizes table;
    private final Map<PostgresSizes.Of, PostgresSizes.Known> known;
    private final Map<PostgresSizes.Of, Instant> failed = new HashMap<>();

    Counting(Backfill backfill, PostgresSizes table) {
        this.backfill = backfill;
        this.table = table;
        this.known = new ConcurrentHashMap<>(table.all());
    }

    Optional<Backfill.Size> find(Seen seen) {
        return Optional.ofNullable(known.get(of(seen.work())))
                .filter(size -> size.run() == seen.run())
                .map(PostgresSizes.Known::size);
    }

    /** Asks for what is missing or old. @return whether anything is known now that was not before */
    boolean count(List<Seen> all, Schedule schedule, Instant now) {
        boolean learned = false;
        for (Seen seen : all) {
            boolean open = schedule.at(seen.work(), now).isOpen();
            if (isWorth(seen) && isDue(seen, open, now)) {
                learned |= ask(seen, open, now);
            }
        }
        return learned;
    }

    private static boolean isWorth(Seen seen) {
        return seen.work().phase() == Phase.BACKFILL && seen.state() != Workload.State.DONE;
    }

    private boolean isDue(Seen seen, boolean open, Instant now) {
        PostgresSizes.Of of = of(seen.work());
        PostgresSizes.Known size = known.get(of);
        if (failed.getOrDefault(of, Instant.MIN).isAfter(now.minus(PAUSE_AFTER_FAILURE))) {
            return false;
        }
        if (size == null || size.run() != seen.run()) {
            return true;
        }
        Duration good = size.size().counted() ? COUNT_GOOD_FOR : SUPPOSED_GOOD_FOR;
        return open && size.at().isBefore(now.minus(good));
    }

    private boolean ask(Seen seen, boolean open, Instant now) {
        PostgresSizes.Of of = of(seen.work());
        Optional<Backfill.Size> size = backfill.size(of.dataClass(), of.source(), open ? LIMIT : Duration.ZERO);
        size.map(found -> new PostgresSizes.Known(seen.run(), found, now)).ifPresent(found -> {
            table.put(of, found);
            known.put(of, found);
        });
        if (size.isPresent()) {
            failed.remove(of);
        } else {
            failed.put(of, now);
        }
        return size.isPresent();
    }

    private static PostgresSizes.Of of(BulkWork work) {
        return new PostgresSizes.Of(work.dataClass(), work.source());
    }
}
