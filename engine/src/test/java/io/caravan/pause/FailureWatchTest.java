package io.caravan.pause;

import static org.assertj.core.api.Assertions.assertThat;

import io.caravan.deadletter.DeadLetter.Cause;
import io.caravan.deadletter.Openings.Opening;
import io.caravan.message.DataClass;
import io.caravan.pause.FailureWatch.Trip;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FailureWatchTest {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    private final List<Trip> trips = new ArrayList<>();
    private Instant now = NOON;
    private long nextId = 1;

    @Test
    void asManyOfOneCodeAsTheLimitWithinItsTimeTripOnce() {
        FailureWatch watch = watch(3, 60);

        fail(watch, "unmapped-code", 0);
        fail(watch, "unmapped-code", 30);
        assertThat(trips).isEmpty();
        fail(watch, "unmapped-code", 30);
        fail(watch, "unmapped-code", 0);

        assertThat(trips).containsExactly(new Trip(DataClass.LABS, "unmapped-code", "map OBX-3", false, 3, NOON));
    }

    @Test
    void slowerOnesNeverTrip() {
        FailureWatch watch = watch(3, 60);

        for (int i = 0; i < 100; i++) {
            fail(watch, "unmapped-code", 31);
        }

        assertThat(trips).isEmpty();
    }

    @Test
    void otherCodesAreCountedByThemselves() {
        FailureWatch watch = watch(3, 60);

        for (String code : List.of("a", "b", "c", "a", "b", "c")) {
            fail(watch, code, 0);
        }

        assertThat(trips).isEmpty();
    }

    @Test
    void theSameEntryCountsOnceHoweverOftenItsTransactionRuns() {
        FailureWatch watch = watch(3, 60);

        for (int i = 0; i < 10; i++) {
            watch.opened(opening(7, "unmapped-code", "map OBX-3", 1));
        }

        assertThat(trips).isEmpty();
    }

    @Test
    void replaysThatFailAndRefusalsOnReceiptDoNotCount() {
        FailureWatch watch = watch(2, 60);

        for (int i = 0; i < 10; i++) {
            watch.opened(opening(nextId++, "unmapped-code", "map OBX-3", 2));
            watch.opened(opening(nextId++, "duplicate-control-id", "receive MSH-10", 1));
        }

        assertThat(trips).isEmpty();
    }

    @Test
    void aClassWithoutALimitIsNotWatched() {
        FailureWatch watch = new FailureWatch(Map.of(), () -> now);
        watch.follow(trips::add);

        fail(watch, "unmapped-code", 0);

        assertThat(trips).isEmpty();
    }

    @Test
    void afterAResetTheCountBeginsAnew() {
        FailureWatch watch = watch(3, 60);
        for (int i = 0; i < 3; i++) {
            fail(watch, "unmapped-code", 1);
        }

        watch.reset(DataClass.LABS);
        fail(watch, "unmapped-code", 1);
        fail(watch, "unmapped-code", 1);
        assertThat(trips).hasSize(1);
        fail(watch, "unmapped-code", 1);

        assertThat(trips).hasSize(2);
    }

    @Test
    void aLimitOfOnePausesAtTheFirst() {
        FailureWatch watch = watch(1, 1);

        fail(watch, "fold-failed", 0);

        assertThat(trips).hasSize(1);
    }

    @Test
    void anyStreamTripsExactlyWhenACountInASlidingTimeSays() {
        for (long seed = 1; seed <= 50; seed++) {
            Random random = new Random(seed);
            int count = 1 + random.nextInt(60);
            int window = 1 + random.nextInt(30);
            FailureWatch watch = watch(count, window);
            Map<String, ArrayDeque<Instant>> literal = new HashMap<>();
            boolean expected = false;
            trips.clear();
            for (int i = 0; i < 500 && !expected; i++) {
                String code = "code" + random.nextInt(3);
                fail(watch, code, random.nextInt(4) == 0 ? random.nextInt(window + 2) : 0);
                ArrayDeque<Instant> times = literal.computeIfAbsent(code, any -> new ArrayDeque<>());
                times.add(now);
                times.removeIf(time -> time.isBefore(now.minusSeconds(window)));
                expected = times.size() >= count;
                assertThat(trips).as("seed %d, failure %d", seed, i).hasSize(expected ? 1 : 0);
            }
        }
    }

    private FailureWatch watch(int count, int seconds) {
        FailureWatch watch =
                new FailureWatch(Map.of(DataClass.LABS, new PauseAt(count, Duration.ofSeconds(seconds))), () -> now);
        watch.follow(trips::add);
        return watch;
    }

    private void fail(FailureWatch watch, String code, int secondsLater) {
        now = now.plusSeconds(secondsLater);
        watch.opened(opening(nextId++, code, "map OBX-3", 1));
    }

    private static Opening opening(long id, String code, String place, int attempts) {
        return new Opening(id, DataClass.LABS, 5, code, Cause.DATA, place, attempts);
    }
}
