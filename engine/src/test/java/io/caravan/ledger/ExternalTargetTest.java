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
import io.caravan.ledger.Ledger.PageOutcome;
import io.caravan.message.DataClass;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ExternalTargetTest {
    private final SwitchableTarget target = new SwitchableTarget();
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

        Awaitility.await().until(() -> target.held.getOrDefault(id("v"), "").contains("Patient/" + id("new")));
    }

    private static Rules rules() {
        return new Rules(new FhirRendering(new OldIdentifiers()), Derivation.none());
    }
}
