package io.caravan.throttle;

import static org.assertj.core.api.Assertions.assertThat;

import io.caravan.message.DataClass;
import io.caravan.throttle.Throttle.Permit;
import io.caravan.window.BulkGate;
import io.caravan.window.Limit;
import io.caravan.window.Standing;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class ThrottleTest {
    private static final Duration SOON = Duration.ofSeconds(10);

    private static Throttle limited(OptionalInt perSecond, OptionalInt atOnce) {
        return new Throttle(
                "target.fhir",
                "resources",
                new Terms(perSecond, atOnce, 0.3, Optional.of(Duration.ofMillis(250)), 50),
                System::nanoTime);
    }

    @Test
    void aLiveCallWaitsForNoRateHoweverMuchBulkWorkHasTaken() {
        Throttle throttle = limited(OptionalInt.of(1), OptionalInt.empty());
        throttle.awaitBulk(1, Halt.NEVER).orElseThrow();
        long begun = System.nanoTime();

        for (int i = 0; i < 1_000; i++) {
            throttle.live(10).end(Answer.FINE);
        }

        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(1));
        assertThat(throttle.tryBulk(1)).isEmpty();
    }

    @Test
    void whoWaitsForItsTurnWaitsNoLongerOnceItHasToStop() {
        Throttle throttle = limited(OptionalInt.of(1), OptionalInt.empty());
        throttle.awaitBulk(50, Halt.NEVER).orElseThrow();
        AtomicBoolean stopped = new AtomicBoolean();
        CompletableFuture<Optional<Permit>> waits =
                CompletableFuture.supplyAsync(() -> throttle.awaitBulk(50, stopped::get));
        Awaitility.await().atMost(SOON).until(() -> throttle.state().bulk().waiting() == 1);

        stopped.set(true);

        assertThat(waits.orTimeout(10, TimeUnit.SECONDS).join()).isEmpty();
        assertThat(throttle.state().bulk().waiting()).isZero();
    }

    @Test
    void ofCallsAtOnceOneIsKeptForLiveTrafficAndItGoesFirst() {
        Throttle throttle = limited(OptionalInt.empty(), OptionalInt.of(2));
        Permit bulk = throttle.tryBulk(1).orElseThrow();
        assertThat(throttle.tryBulk(1)).isEmpty();
        Permit live = throttle.live(1);
        CompletableFuture<Permit> waits = CompletableFuture.supplyAsync(() -> throttle.live(1));
        Awaitility.await().atMost(SOON).until(() -> throttle.state().live().waiting() == 1);

        bulk.end(Answer.FINE);

        Permit next = waits.orTimeout(10, TimeUnit.SECONDS).join();
        assertThat(throttle.tryBulk(1)).isEmpty();
        live.end(Answer.FINE);
        next.end(Answer.FINE);
        assertThat(throttle.tryBulk(1)).isPresent();
    }

    @Test
    void aSingleCallAtOnceIsSharedByBoth() {
        Throttle throttle = limited(OptionalInt.empty(), OptionalInt.of(1));

        throttle.tryBulk(1).orElseThrow().end(Answer.FINE);
        throttle.live(1).end(Answer.FINE);

        assertThat(throttle.tryBulk(1)).isPresent();
    }

    @Test
    void anEmergencyStopEndsEveryWaitAndAShutWindowEndsThoseThatWouldLast() {
        AtomicReference<Standing.Level> level = new AtomicReference<>(Standing.Level.OPEN);
        BulkGate gate = work -> new Standing(level.get(), Limit.NONE, Optional.empty(), "");
        Throttle store = limited(OptionalInt.of(1), OptionalInt.empty());
        Throttles throttles = new Throttles(store, Map.of(), Map.of(), gate);
        Halt halt = throttles.halt(DataClass.ADT, "old");

        level.set(Standing.Level.CLOSED);
        assertThat(store.awaitBulk(50, halt)).as("needs no wait").isPresent();
        assertThat(store.awaitBulk(50, halt)).as("would have to wait").isEmpty();

        level.set(Standing.Level.STOPPED);
        assertThat(limited(OptionalInt.empty(), OptionalInt.empty()).awaitBulk(1, halt))
                .isEmpty();
    }

    @Test
    void aRunThatIsStoppedEndsTheWaitsOfItsOwnSourceOnly() {
        Throttle store = limited(OptionalInt.of(1), OptionalInt.empty());
        Throttles throttles = new Throttles(store, Map.of(), Map.of(), BulkGate.ALWAYS_OPEN);
        AtomicBoolean stopped = new AtomicBoolean(true);

        try (Throttles.Going going = throttles.begin(DataClass.ADT, "old", stopped::get)) {
            assertThat(going).isNotNull();
            assertThat(throttles.halt(DataClass.ADT, "old").endsWaits()).isTrue();
            assertThat(throttles.halt(DataClass.LABS, "old").endsWaits()).isFalse();
        }
        assertThat(throttles.halt(DataClass.ADT, "old").endsWaits()).isFalse();
    }
}
