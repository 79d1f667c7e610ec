package io.caravan.ledger;

import static io.caravan.ledger.LedgerFixture.encounter;
import static io.caravan.ledger.LedgerFixture.id;
import static io.caravan.ledger.LedgerFixture.mapped;
import static io.caravan.ledger.LedgerFixture.merge;
import static io.caravan.ledger.LedgerFixture.page;
import static io.caravan.ledger.LedgerFixture.patient;
import static org.assertj.core.api.Assertions.assertThat;

import io.caravan.fhir.FhirRendering;
import io.caravan.fhir.OldIdentifiers;
import io.caravan.fold.Derivation;
import io.caravan.fold.ResourceType;
import io.caravan.ledger.Ledger.PageOutcome;
import io.caravan.message.DataClass;
import io.caravan.target.Target;
import io.caravan.target.WriteResult;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ExternalTargetTest {
    private final Switchable target = new Switchable();
    private final LedgerFixture ledger = new LedgerFixture(Map.of(DataClass.ADT, target), rules());

    @AfterEach
    void close() {
        ledger.close();
    }

    @Test
    void whatChangedArrivesAtTheTargetBeforeTheMessageIsCounted() {
        Outcome outcome = ledger.apply(patient("ann", 1, "gender", "female"), encounter("v", "ann", 1));

        assertThat(outcome).isEqualTo(Outcome.APPLIED);
        assertThat(target.held).containsOnlyKeys(id("ann"), id("v"));
        assertThat(ledger.tally("applied")).isEqualTo(1);
        assertThat(ledger.number("select count(*) from outcome where delivered"))
                .isEqualTo(1);
    }

    @Test
    void whatDoesNotChangeIsNotSentAgain() {
        ledger.apply(patient("ann", 1, "gender", "female"));
        target.writes.clear();

        ledger.apply(patient("ann", 2, "gender", "female"));

        assertThat(target.writes).isEmpty();
    }

    @Test
    void aTargetThatIsAwayMakesTheClassWaitAndNothingElse() {
        target.away = true;

        CompletableFuture<Outcome> waiting =
                ledger.ledger.apply(ledger.work(mapped(patient("ann", 1, "gender", "female"))));
        Awaitility.await().until(() -> circuit().open());

        assertThat(circuit().reason()).isEqualTo("target-timeout");
        assertThat(waiting).isNotDone();
        assertThat(ledger.tally("applied")).isZero();
        assertThat(ledger.number("select count(*) from outcome where not delivered"))
                .isEqualTo(1);
        target.away = false;
        assertThat(waiting.orTimeout(30, TimeUnit.SECONDS).join()).isEqualTo(Outcome.APPLIED);
        assertThat(circuit().open()).isFalse();
        assertThat(ledger.tally("applied")).isEqualTo(1);
        assertThat(ledger.number("select count(*) from dead_letter")).isZero();
    }

    @Test
    void aCrashBetweenTheTwoPhasesIsMadeGoodByTheNextDispatch() {
        target.away = true;
        Work work = ledger.work(mapped(patient("ann", 1, "gender", "female")));
        CompletableFuture<Outcome> lost = ledger.ledger.apply(work);
        Awaitility.await().until(() -> circuit().open());
        ledger.ledger.close();
        assertThat(lost).isCompletedExceptionally();
        target.away = false;

        try (PostgresLedger next = ledger.open(Map.of(DataClass.ADT, target), rules())) {
            Outcome outcome = next.apply(work).orTimeout(30, TimeUnit.SECONDS).join();

            assertThat(outcome).isEqualTo(Outcome.APPLIED);
            assertThat(target.held).containsOnlyKeys(id("ann"));
            assertThat(ledger.tally("applied")).isEqualTo(1);
            assertThat(ledger.version(ResourceType.PATIENT, "ann")).isEqualTo(1);
        }
    }

    @Test
    void whatTheTargetRefusesIsADeadLetterOfThatMessageOnly() {
        target.refuses = id("bad");

        List<CompletableFuture<Outcome>> all = List.of(
                ledger.ledger.apply(ledger.work(mapped(patient("good", 1, "gender", "female")))),
                ledger.ledger.apply(ledger.work(mapped(patient("bad", 1, "gender", "female")))));

        assertThat(all)
                .extracting(one -> one.orTimeout(30, TimeUnit.SECONDS).join())
                .containsExactly(Outcome.APPLIED, Outcome.DEAD_LETTERED);
        assertThat(ledger.number("select count(*) from dead_letter where code = 'target-422'"))
                .isEqualTo(1);
        assertThat(ledger.tally("applied")).isEqualTo(1);
        assertThat(ledger.tally("deadLettered")).isEqualTo(1);
    }

    @Test
    void aPageIsCompleteOnlyWhenTheTargetHasIt() {
        target.refuses = id("bad");

        PageOutcome outcome = ledger.ledger.apply(
                page(9, mapped(patient("good", 1, "gender", "female")), mapped(patient("bad", 1, "gender", "female"))));

        assertThat(outcome).isEqualTo(new PageOutcome(1, 0, 0, 0, 1));
        assertThat(target.held).containsOnlyKeys(id("good"));
        assertThat(ledger.completedSegments).containsExactly(9L);
        assertThat(ledger.tally("read")).isEqualTo(2);
    }

    @Test
    void whatAMergeMovesArrivesAtTheTarget() {
        ledger.apply(encounter("v", "old", 1, "status", "finished"));

        ledger.apply(merge("old", "new", 2));

        assertThat(target.held.get(id("v"))).contains("Patient/" + id("new"));
    }

    private Circuit.Status circuit() {
        return ledger.ledger.circuits().get(DataClass.ADT).status();
    }

    private static Rules rules() {
        return new Rules(new FhirRendering(new OldIdentifiers()), Derivation.none());
    }

    /** Can be away, and can refuse. */
    private static final class Switchable implements Target {
        private final Map<UUID, String> held = new ConcurrentHashMap<>();
        private final List<Delivery> writes = new CopyOnWriteArrayList<>();
        private volatile boolean away;
        private volatile UUID refuses = new UUID(0, 0);

        @Override
        public List<WriteResult> write(List<Delivery> deliveries) {
            return deliveries.stream().map(this::write).toList();
        }

        private WriteResult write(Delivery delivery) {
            if (away) {
                return new WriteResult.Unavailable("target-timeout", Duration.ZERO);
            }
            if (delivery.id().equals(refuses)) {
                return new WriteResult.Refused("target-422");
            }
            writes.add(delivery);
            held.put(delivery.id(), delivery.json());
            return new WriteResult.Written();
        }

        @Override
        public String problem() {
            return away ? "it does not answer" : "";
        }

        @Override
        public void close() {}
    }
}
