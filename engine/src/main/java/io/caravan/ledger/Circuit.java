package io.caravan.ledger;

import io.caravan.retry.Backoff;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether a class's target can be reached. While it is open the class waits; its feed goes on being journaled. */
public final class Circuit {
    private static final Logger LOG = LoggerFactory.getLogger(Circuit.class);

    private static final int MOST_SILENT = 5;

    private final InstantSource clock;
    private final Backoff backoff;
    private final Store store;
    private volatile Status status;
    /** Of whom nothing was taken since something got through last. */
    private final Set<UUID> silent = new HashSet<>();
    /** How often it was open since something got through last. */
    private int openings;

    /**
     * How it is.
     *
     * @param reason why it is open, a stable code; empty when it is closed
     * @param attempts probes that failed
     * @param due of the next probe
     */
    public record Status(boolean open, String reason, Instant since, int attempts, Instant due) {}

    /** Keeps it over a restart. */
    interface Store {
        Optional<Status> find();

        void save(Status status);

        void remove();
    }

    Circuit(InstantSource clock, Backoff backoff, Store store) {
        this.clock = clock;
        this.backoff = backoff;
        this.store = store;
        this.status = store.find().orElseGet(() -> closed(clock.instant()));
    }

    public Status status() {
        return status;
    }

    Instant now() {
        return clock.instant();
    }

    /** @return whether it was closed before */
    synchronized boolean open(String reason, Duration asked) {
        if (status.open()) {
            return false;
        }
        openings++;
        Instant now = clock.instant();
        become(new Status(true, reason, now, 0, now.plus(backoff.pause(openings, asked))));
        return true;
    }

    /** Still away. */
    synchronized void probeFailed() {
        if (status.open()) {
            int attempts = status.attempts() + 1;
            Instant due = clock.instant().plus(backoff.pause(openings + attempts));
            become(new Status(true, status.reason(), status.since(), attempts, due));
        }
    }

    /** Somebody knows that it is worth a try. */
    synchronized void probeNow() {
        if (status.open()) {
            become(new Status(true, status.reason(), status.since(), status.attempts(), clock.instant()));
        }
    }

    /** @return whether it was open before */
    synchronized boolean close() {
        boolean wasOpen = status.open();
        if (wasOpen) {
            silent.clear();
            status = closed(clock.instant());
            safely(store::remove);
        }
        return wasOpen;
    }

    /** Something got through. */
    synchronized void passed() {
        silent.clear();
        openings = 0;
    }

    /**
     * A write brought nothing through, though the target answers: one resource that is not taken says little, many say that it
     * is the target.
     *
     * @return whether there are too many now
     */
    synchronized boolean nothingPassed(Collection<UUID> groups) {
        groups.stream().limit(MOST_SILENT).forEach(silent::add);
        return silent.size() >= MOST_SILENT;
    }

    private void become(Status next) {
        status = next;
        safely(() -> store.save(next));
    }

    /** Without the database it is known to this process only; the next one finds out for itself. */
    private static void safely(Runnable write) {
        try {
            write.run();
        } catch (RuntimeException e) {
            LOG.warn("whether a target is away could not be recorded: {}", e.getMessage());
        }
    }

    private static Status closed(Instant now) {
        return new Status(false, "", now, 0, now);
    }
}
