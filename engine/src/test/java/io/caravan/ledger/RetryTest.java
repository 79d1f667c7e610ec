package io.caravan.ledger;

import static io.caravan.ledger.LedgerFixture.encounter;
import static io.caravan.ledger.LedgerFixture.id;
import static io.caravan.ledger.LedgerFixture.mapped;
import static io.caravan.ledger.LedgerFixture.page;
import static io.caravan.ledger.LedgerFixture.patient;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.caravan.fhir.FhirRendering;
import io.caravan.fhir.OldIdentifiers;
import io.caravan.fold.Change;
import io.caravan.fold.Derivation;
import io.caravan.fold.ResourceType;
import io.caravan.message.DataClass;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a target cannot take waits in the database, and nobody else waits for it. */
class RetryTest {
    private final SwitchableTarget target = new SwitchableTarget();
    private final LedgerFixture ledger = new LedgerFixture(Map.of(DataClass.ADT, target), rules());

    @AfterEach
    void close() {
        ledger.close();
    }

    @Test
    void aTargetThatIsAwayHoldsUpNobodyAndMakesNoDeadLetter() {
        target.away = true;

        ledger.apply(patient("ann", 1, "gender", "female"));
        ledger.apply(patient("bob", 1, "gender", "male"));

        assertThat(circuit().reason()).isEqualTo("target-timeout");
        assertThat(ledger.tally("applied")).isZero();
        assertThat(undelivered()).isEqualTo(2);
        assertThat(ledger.number("select count(*) from retry")).isEqualTo(2);
        assertThat(ledger.number("select count(*) from target_away")).isEqualTo(1);
        target.away = false;
        await(() -> ledger.tally("applied") == 2);
        assertThat(target.held).containsOnlyKeys(id("ann"), id("bob"));
        assertThat(circuit().open()).isFalse();
        assertThat(owed()).isZero();
        assertThat(ledger.number("select count(*) from dead_letter")).isZero();
        assertThat(ledger.number("select count(*) from target_away")).isZero();
    }

    @Test
    void whileItIsAwayItIsAskedLightlyAndNothingIsSent() {
        target.away = true;
        ledger.apply(patient("ann", 1, "gender", "female"));
        AtomicBoolean sent = new AtomicBoolean();
        target.slowness = () -> sent.set(true);

        ledger.apply(patient("bob", 1, "gender", "male"));
        await(() -> circuit().attempts() > 2);

        assertThat(sent).isFalse();
    }

    @Test
    void afterARestartInTheMiddleTheClassStartsClosedAndWhatWaitsArrivesWithoutItsMessage() {
        target.away = true;
        ledger.apply(patient("ann", 1, "gender", "female"));
        ledger.ledger.close();
        target.writes.clear();
        List<DataClass> away = new CopyOnWriteArrayList<>();
        List<Long> delivered = new CopyOnWriteArrayList<>();

        try (PostgresLedger next = ledger.open(Map.of(DataClass.ADT, target), rules())) {
            next.follow(new Ledger.Follower() {
                @Override
                public void away(DataClass dataClass) {
                    away.add(dataClass);
                }

                @Override
                public void delivered(List<Long> journalIds) {
                    delivered.addAll(journalIds);
                }
            });
            assertThat(away).containsExactly(DataClass.ADT);
            assertThat(next.circuits().get(DataClass.ADT).status().reason()).isEqualTo("target-timeout");
            target.away = false;

            await(() -> ledger.tally("applied") == 1);
            assertThat(target.held).containsOnlyKeys(id("ann"));
            await(() -> delivered.equals(List.of(1L)));
        }
    }

    @Test
    void aCrashBetweenFoldAndDeliveryIsMadeGoodByTheNextDispatch() {
        target.slowness = () -> {
            throw new AssertionError("the process ends here");
        };
        Work work = ledger.work(mapped(patient("ann", 1, "gender", "female")));
        assertThatThrownBy(() -> ledger.apply(work)).hasRootCauseInstanceOf(AssertionError.class);
        assertThat(undelivered()).isEqualTo(1);
        target.slowness = () -> {};

        ledger.apply(work);

        assertThat(target.held).containsOnlyKeys(id("ann"));
        assertThat(ledger.tally("applied")).isEqualTo(1);
        assertThat(ledger.version(ResourceType.PATIENT, "ann")).isEqualTo(1);
    }

    @Test
    void oneResourceThatIsNotTakenDelaysOnlyItsPatient() {
        target.busy.put(id("ann"), "target-503");

        ledger.apply(patient("ann", 1, "gender", "female"), encounter("v", "ann", 1, "status", "planned"));
        ledger.apply(encounter("v", "ann", 2, "status", "finished"));
        ledger.apply(patient("bob", 1, "gender", "male"));

        assertThat(circuit().open()).isFalse();
        assertThat(target.held).containsKey(id("bob"));
        assertThat(target.held.getOrDefault(id("v"), "")).doesNotContain("finished");
        assertThat(ledger.tally("applied")).isEqualTo(1);
        target.busy.clear();
        await(() -> ledger.tally("applied") == 3);
        assertThat(target.held.get(id("v"))).contains("finished");
        assertThat(owed()).isZero();
    }

    @Test
    void whatIsRefusedWhileItsPatientWaitsIsNotRefusedForGood() {
        target.requires = id("ann");
        target.busy.put(id("ann"), "target-429");

        ledger.apply(patient("ann", 1, "gender", "female"), encounter("v", "ann", 1, "status", "planned"));

        assertThat(ledger.number("select count(*) from dead_letter")).isZero();
        target.busy.clear();
        await(() -> ledger.tally("applied") == 1);
        assertThat(target.held).containsOnlyKeys(id("ann"), id("v"));
    }

    @Test
    void whatIsRefusedAfterItHasWaitedIsADeadLetterOfItsMessage() {
        target.away = true;
        ledger.apply(patient("ann", 1, "gender", "female"));
        ledger.apply(patient("bob", 1, "gender", "male"));
        target.refuses = id("bob");
        target.away = false;

        await(() -> ledger.tally("applied") == 1 && ledger.tally("deadLettered") == 1);

        assertThat(ledger.number("select count(*) from dead_letter where code = 'target-422' and control_id = 'C2'"))
                .isEqualTo(1);
        assertThat(owed()).isZero();
        assertThat(undelivered()).isZero();
    }

    @Test
    void aConflictThatStaysIsRefusedInTheEnd() {
        target.busy.put(id("ann"), "target-409");

        ledger.apply(patient("ann", 1, "gender", "female"));

        await(() -> ledger.tally("deadLettered") == 1);
        assertThat(ledger.number("select count(*) from dead_letter where code = 'target-409'"))
                .isEqualTo(1);
    }

    @Test
    void manyThatAreNotTakenInARowMeanThatTheTargetIsAway() {
        for (int i = 0; i < 5; i++) {
            target.busy.put(id("p" + i), "target-503");
            ledger.apply(patient("p" + i, 1, "gender", "female"));
        }

        await(() -> ledger.number("select max(attempts) from retry") > 0);
        target.busy.clear();
        await(() -> ledger.tally("applied") == 5 && !circuit().open());
        assertThat(owed()).isZero();
    }

    @Test
    void anOldVersionThatComesLastIsFollowedByTheNewest() {
        ledger.apply(patient("ann", 1, "gender", "female"));
        AtomicBoolean once = new AtomicBoolean();
        try (PostgresLedger other = ledger.open(Map.of(), rules())) {
            Change newer = patient("ann", 3, "gender", "other");
            // While version 2 is on its way, version 3 is made and arrives elsewhere.
            target.slowness = () -> {
                if (once.compareAndSet(false, true)) {
                    other.apply(ledger.work(mapped(newer)))
                            .orTimeout(30, TimeUnit.SECONDS)
                            .join();
                }
            };
            ledger.apply(patient("ann", 2, "gender", "male"));
        }

        await(() -> target.held.get(id("ann")).contains("other"));
        assertThat(target.versions).containsEntry(id("ann"), 3);
        await(() -> owed() == 0);
        assertThat(ledger.tally("applied")).isEqualTo(3);
    }

    @Test
    void aPageIsHandedBackWhileTheTargetIsAwayAndNothingOfItCounts() {
        target.away = true;

        assertThatThrownBy(() -> ledger.ledger.apply(page(9, mapped(patient("ann", 1, "gender", "female")))))
                .isInstanceOfSatisfying(
                        Postponed.class,
                        postponed -> assertThat(postponed.code()).isEqualTo("target-timeout"));
        assertThatThrownBy(() -> ledger.ledger.apply(page(10, mapped(patient("bob", 1, "gender", "male")))))
                .isInstanceOf(Postponed.class);

        assertThat(ledger.tally("read")).isZero();
        assertThat(ledger.completedSegments).isEmpty();
        assertThat(ledger.json(ResourceType.PATIENT, "bob")).isEqualTo("absent");
        target.away = false;
        await(() -> !circuit().open());
        ledger.ledger.apply(page(9, mapped(patient("ann", 1, "gender", "female"))));
        assertThat(target.held).containsOnlyKeys(id("ann"));
        assertThat(ledger.tally("read")).isEqualTo(1);
    }

    @Test
    void whoKnowsThatTheTargetIsBackNeedNotWait() {
        target.away = true;
        ledger.apply(patient("ann", 1, "gender", "female"));
        ledger.execute("update retry set due = now() + interval '1 hour'");
        target.away = false;
        await(() -> !circuit().open());

        ledger.ledger.retryNow(DataClass.ADT);

        await(() -> ledger.tally("applied") == 1);
    }

    @Test
    void whateverTheTargetDoesTheNewestArrivesAndAllIsCounted() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        List<CompletableFuture<Outcome>> all = new ArrayList<>();
        for (int i = 1; i <= 300; i++) {
            String name = "p" + random.nextInt(15);
            if (random.nextInt(20) == 0) {
                target.away = !target.away;
            }
            if (random.nextInt(10) == 0) {
                target.busy.put(id("p" + random.nextInt(15)), "target-503");
            }
            if (random.nextInt(10) == 0) {
                target.busy.remove(id("p" + random.nextInt(15)));
            }
            Change change = patient(name, i, "gender", "g" + i);
            all.add(ledger.ledger.apply(ledger.work(mapped(change), i % 15)));
        }
        all.forEach(one -> one.orTimeout(60, TimeUnit.SECONDS).join());
        target.away = false;
        target.busy.clear();

        Awaitility.await().alias("seed " + seed).until(() -> owed() == 0 && undelivered() == 0);
        assertThat(ledger.tally("applied")).as("seed %d", seed).isEqualTo(300);
        target.versions.forEach(
                (id, version) -> assertThat(version).as("seed %d, %s", seed, id).isEqualTo((int)
                        ledger.number("select version from resource where id = '" + id + "'")));
    }

    private static void await(Callable<Boolean> condition) {
        Awaitility.await().pollInterval(20, TimeUnit.MILLISECONDS).until(condition);
    }

    private Circuit.Status circuit() {
        return ledger.ledger.circuits().get(DataClass.ADT).status();
    }

    private long undelivered() {
        return ledger.number("select count(*) from outcome where not delivered");
    }

    private long owed() {
        return ledger.number("select (select count(*) from retry) + (select count(*) from retry_entry)");
    }

    private static Rules rules() {
        return new Rules(new FhirRendering(new OldIdentifiers()), Derivation.none());
    }
}
