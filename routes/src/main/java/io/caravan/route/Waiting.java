package io.caravan.route;

import io.caravan.journal.JournalEntry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Lets fragments wait for each other: nothing has failed, so that it is no try again of the dispatcher, which would show as
 * trouble. The longer one waits the more seldom it is looked at. When Caravan stops, everything that waits is given back.
 */
final class Waiting implements AutoCloseable {
    private static final Duration LEAST = Duration.ofMillis(100);
    private static final Duration MOST = Duration.ofSeconds(2);
    private static final int PART_OF_AGE = 10;

    private final Reception reception;
    private final InstantSource clock;
    private final ScheduledExecutorService looks;

    Waiting(Reception reception, InstantSource clock) {
        this.reception = reception;
        this.clock = clock;
        this.looks = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "waiting-fragments");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Looks again in a while; gives back when Caravan stops. One of the two is called, once. */
    void again(JournalEntry entry, Runnable look, Runnable giveBack) {
        Runnable next = () -> (reception.isClosing() ? giveBack : look).run();
        try {
            looks.schedule(next, pause(entry).toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException stopped) {
            giveBack.run();
        }
    }

    private Duration pause(JournalEntry entry) {
        Instant received = Instant.EPOCH.plusNanos(entry.receivedMicros() * 1_000);
        Duration pause = Duration.between(received, clock.instant()).dividedBy(PART_OF_AGE);
        if (pause.compareTo(LEAST) < 0) {
            return LEAST;
        }
        return pause.compareTo(MOST) > 0 ? MOST : pause;
    }

    @Override
    public void close() {
        looks.shutdownNow();
    }
}
