package io.caravan.ledger;

import static io.caravan.ledger.LedgerFixture.mapped;
import static io.caravan.ledger.LedgerFixture.page;
import static io.caravan.ledger.LedgerFixture.patient;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.caravan.fhir.FhirRendering;
import io.caravan.fhir.OldIdentifiers;
import io.caravan.fold.Derivation;
import io.caravan.map.Mapped;
import io.caravan.message.DataClass;
import io.caravan.target.fhir.FhirSettings;
import io.caravan.target.fhir.FhirTarget;
import io.caravan.throttle.Terms;
import io.caravan.throttle.Throttle;
import io.caravan.throttle.Throttles;
import io.caravan.window.BulkGate;
import io.caravan.window.Limit;
import io.caravan.window.Standing;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A FHIR server that has much to do, with pages of a backfill and live messages on their way to it. */
class ThrottledTargetTest {
    private static final int BUNDLE = 10;
    private static final Duration SOON = Duration.ofSeconds(20);

    private final BusyFhirServer server = new BusyFhirServer();
    private final AtomicReference<Standing> standing = new AtomicReference<>(Standing.ALWAYS);
    private final FhirTarget target = new FhirTarget(
            new FhirSettings(server.base(), Optional.empty(), Duration.ofSeconds(10), BUNDLE), InstantSource.system());
    private Throttle throttle = throttle(OptionalInt.empty());
    private LedgerFixture ledger = fixture();

    @AfterEach
    void close() {
        ledger.close();
        target.close();
        server.close();
    }

    private static Throttle throttle(OptionalInt perSecond) {
        Terms terms = new Terms(perSecond, OptionalInt.empty(), 0.3, Optional.of(Duration.ofMillis(250)), BUNDLE);
        return new Throttle("target.fhir", "resources", terms, System::nanoTime);
    }

    private LedgerFixture fixture() {
        Throttles throttles = new Throttles(
                Throttle.free("target.postgres", System::nanoTime),
                Map.of(DataClass.ADT, throttle),
                Map.of(),
                work -> standing.get());
        return new LedgerFixture(
                new PostgresLedger.Destinations(Map.of(DataClass.ADT, target), throttles),
                new Rules(new FhirRendering(new OldIdentifiers()), Derivation.none()));
    }

    private void limit(int perSecond) {
        ledger.close();
        throttle = throttle(OptionalInt.of(perSecond));
        ledger = fixture();
    }

    private static Page patients(int count) {
        return page(
                1,
                IntStream.range(0, count)
                        .mapToObj(i -> mapped(patient("p" + i, 1, "gender", "female")))
                        .toArray(Mapped[]::new));
    }

    private CompletableFuture<Ledger.PageOutcome> bring(Page page) {
        return CompletableFuture.supplyAsync(() -> ledger.ledger.apply(page));
    }

    @Test
    void aPageOnItsWayHoldsUpALiveMessageOfItsPatientForACallAtMost() {
        server.slowness = Duration.ofMillis(40);
        CompletableFuture<Ledger.PageOutcome> page = bring(patients(300));
        Awaitility.await().atMost(SOON).until(() -> server.calls.size() > 2);
        long begun = System.nanoTime();

        // The last of the page: before its turn comes, and while it may be under way.
        ledger.apply(patient("p299", 2, "gender", "male"));

        Duration took = Duration.ofNanos(System.nanoTime() - begun);
        assertThat(page).isNotDone();
        assertThat(took).isLessThan(Duration.ofMillis(600));
        page.orTimeout(20, TimeUnit.SECONDS).join();
        assertThat(server.calls).allMatch(entries -> entries <= BUNDLE);
        assertThat(server.held).hasSize(300);
    }

    @Test
    void aLiveMessageGoesAtOnceThoughThePageHasUsedUpTheLimit() {
        limit(20);
        CompletableFuture<Ledger.PageOutcome> page = bring(patients(100));
        Awaitility.await().atMost(SOON).until(() -> throttle.state().bulk().waiting() > 0);
        long begun = System.nanoTime();

        ledger.apply(patient("live", 2, "gender", "male"));

        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofMillis(600));
        assertThat(page).isNotDone();
        standing.set(BulkGate.shut("enough seen"));
        assertThatThrownBy(() -> page.orTimeout(20, TimeUnit.SECONDS).join()).hasCauseInstanceOf(Postponed.class);
    }

    @Test
    void aServerThatIsTooBusyIsLeftAloneAsLongAsItAsksForAndThePageGoesOnThen() {
        server.refusals.set(1);
        long begun = System.nanoTime();

        Ledger.PageOutcome outcome = ledger.ledger.apply(patients(12));

        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThan(Duration.ofMillis(950));
        assertThat(outcome.applied()).isEqualTo(12);
        assertThat(server.held).hasSize(12);
        assertThat(ledger.ledger.circuits().get(DataClass.ADT).status().open())
                .as("live messages of the class are not held up for that")
                .isFalse();
        assertThat(throttle.state().why()).contains("429");
    }

    @Test
    void anEmergencyStopEndsAPageOnItsWayAndNothingOfItCounts() {
        limit(10);
        CompletableFuture<Ledger.PageOutcome> page = bring(patients(100));
        Awaitility.await().atMost(SOON).until(() -> throttle.state().bulk().waiting() > 0);

        standing.set(new Standing(Standing.Level.STOPPED, Limit.NONE, Optional.empty(), "stopped by anna"));

        assertThatThrownBy(() -> page.orTimeout(2, TimeUnit.SECONDS).join()).hasCauseInstanceOf(Postponed.class);
        assertThat(ledger.completedSegments).isEmpty();
        standing.set(Standing.ALWAYS);
    }
}
