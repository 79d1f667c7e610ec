package io.caravan.alert;

import io.caravan.alert.Condition.Standing;
import io.caravan.message.DataClass;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares every few seconds what is wrong with what is open, and opens and ends alerts. When very much goes wrong at once,
 * the alerts of a kind are gathered in one: nobody reads a flood.
 */
public final class AlertWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AlertWatch.class);
    private static final int MOST_OPEN = 50;
    private static final String GATHERED = "and-more";
    private static final long CLOSE_SECONDS = 10;

    private final PostgresAlerts alerts;
    private final List<Condition> conditions;
    private final InstantSource clock;
    private final Map<Key, Instant> wrongSince = new HashMap<>();
    private final Map<Key, Instant> rightSince = new HashMap<>();
    private final ScheduledExecutorService thread;

    private record Key(String kind, Optional<DataClass> dataClass, String subject) {}

    public AlertWatch(PostgresAlerts alerts, List<Condition> conditions, InstantSource clock) {
        this.alerts = alerts;
        this.conditions = List.copyOf(conditions);
        this.clock = clock;
        this.thread = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread one = new Thread(task, "alert-watch");
            one.setDaemon(true);
            return one;
        });
    }

    /** Looks again and again, with this pause between. */
    public void start(Duration pause) {
        thread.scheduleWithFixedDelay(this::look, pause.toMillis(), pause.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        thread.shutdownNow();
        try {
            if (!thread.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("The watch of the alerts is still looking");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** One look at every condition; one that cannot be asked now leaves its alerts as they are. */
    synchronized void look() {
        for (Condition condition : conditions) {
            try {
                look(condition);
            } catch (RuntimeException e) {
                LOG.debug("The condition {} could not be asked: {}", condition.kind(), e.toString());
            }
        }
    }

    private void look(Condition condition) {
        String kind = condition.kind();
        Instant now = clock.instant();
        Map<Key, Standing> standing = new LinkedHashMap<>();
        for (Standing one : gather(condition.standing())) {
            standing.put(new Key(kind, one.dataClass(), one.subject()), one);
        }
        Set<Key> open = new HashSet<>();
        alerts.listOpen(kind).forEach(alert -> open.add(new Key(kind, alert.dataClass(), alert.subject())));
        List<Standing> known = new ArrayList<>();
        standing.forEach((key, one) -> {
            rightSince.remove(key);
            if (open.contains(key)) {
                known.add(one);
            } else if (lasts(wrongSince, key, now, condition.settle())) {
                wrongSince.remove(key);
                alerts.raise(kind, one.dataClass(), one.subject(), one.text());
            }
        });
        alerts.refresh(kind, known);
        for (Key key : open) {
            if (!standing.containsKey(key) && lasts(rightSince, key, now, condition.settle())) {
                rightSince.remove(key);
                alerts.resolve(kind, key.dataClass(), key.subject());
            }
        }
        wrongSince.keySet().removeIf(key -> key.kind().equals(kind) && !standing.containsKey(key));
        rightSince.keySet().removeIf(key -> key.kind().equals(kind) && !open.contains(key));
    }

    private static boolean lasts(Map<Key, Instant> since, Key key, Instant now, Duration settle) {
        return !since.computeIfAbsent(key, any -> now).plus(settle).isAfter(now);
    }

    private static List<Standing> gather(List<Standing> standing) {
        if (standing.size() <= MOST_OPEN) {
            return standing;
        }
        List<Standing> gathered = new ArrayList<>(standing.subList(0, MOST_OPEN));
        gathered.add(new Standing(
                Optional.empty(),
                GATHERED,
                "There are " + (standing.size() - MOST_OPEN) + " more of this kind; look at the lists."));
        return gathered;
    }
}
