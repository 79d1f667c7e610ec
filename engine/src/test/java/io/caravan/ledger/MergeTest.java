package io.caravan.ledger;

import static io.caravan.ledger.LedgerFixture.change;
import static io.caravan.ledger.LedgerFixture.encounter;
import static io.caravan.ledger.LedgerFixture.id;
import static io.caravan.ledger.LedgerFixture.mapped;
import static io.caravan.ledger.LedgerFixture.merge;
import static org.assertj.core.api.Assertions.assertThat;

import io.caravan.fhir.FhirRendering;
import io.caravan.fhir.OldIdentifiers;
import io.caravan.fold.Change;
import io.caravan.fold.Derivation;
import io.caravan.fold.ResourceType;
import io.caravan.map.Mapped;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MergeTest {
    private final LedgerFixture ledger = new LedgerFixture();

    @AfterEach
    void close() {
        ledger.close();
    }

    @Test
    void whatBelongedToTheSubsumedPatientBelongsToTheSurvivor() {
        ledger.apply(identified("old", 1), encounter("visit", "old", 1, "status", "finished"));
        ledger.apply(identified("new", 1));

        Outcome outcome = ledger.apply(merge("old", "new", 5));

        assertThat(outcome).isEqualTo(Outcome.MERGED);
        assertThat(ledger.tally("merged")).isEqualTo(1);
        assertThat(patientOf("visit")).isEqualTo(id("new"));
        assertThat(ledger.version(ResourceType.ENCOUNTER, "visit")).isEqualTo(2);
        assertThat(ledger.json(ResourceType.PATIENT, "new"))
                .contains("{\"use\":\"old\",\"value\":\"old\"}", "{\"value\":\"new\"}");
        assertThat(ledger.number("select count(*) from patient_alias where not moved"))
                .isZero();
    }

    @Test
    void theSameMergeAgainChangesNothing() {
        ledger.apply(identified("old", 1), encounter("visit", "old", 1, "status", "finished"));
        ledger.apply(merge("old", "new", 5));
        long revisions = ledger.number("select sum(revision) from resource");

        Outcome again = ledger.apply(merge("old", "new", 5));

        assertThat(again).isEqualTo(Outcome.MERGED);
        assertThat(ledger.number("select sum(revision) from resource")).isEqualTo(revisions);
    }

    @Test
    void aLateMessageForTheSubsumedPatientBelongsToTheSurvivor() {
        ledger.apply(merge("old", "new", 5));

        ledger.apply(identified("old", 2), encounter("late", "old", 2, "status", "finished"));

        assertThat(patientOf("late")).isEqualTo(id("new"));
        assertThat(ledger.json(ResourceType.PATIENT, "new")).contains("{\"use\":\"old\",\"value\":\"old\"}");
    }

    @Test
    void aPageOfRowsForTheSubsumedPatientGoesThroughTheAlias() {
        ledger.apply(merge("old", "new", 5));

        ledger.ledger.apply(LedgerFixture.page(1, mapped(encounter("row", "old", 2, "status", "finished"))));

        assertThat(patientOf("row")).isEqualTo(id("new"));
    }

    @Test
    void mergesAreFollowedToTheLastSurvivor() {
        ledger.apply(encounter("visit", "a", 1, "status", "finished"));
        ledger.apply(merge("b", "c", 5));
        ledger.apply(merge("a", "b", 4));

        assertThat(patientOf("visit")).isEqualTo(id("c"));
    }

    @Test
    void aMergeThatClosesACircleIsADeadLetter() {
        ledger.apply(merge("a", "b", 4));
        ledger.apply(merge("b", "c", 5));

        assertThat(ledger.apply(merge("c", "a", 6))).isEqualTo(Outcome.DEAD_LETTERED);

        assertThat(ledger.json(ResourceType.PATIENT, "c")).doesNotContain("replaced-by");
        assertThat(ledger.number("select count(*) from dead_letter where code = 'merge-cycle'"))
                .isEqualTo(1);
    }

    @Test
    void aNewerMergeNamesAnotherSurvivor() {
        ledger.apply(encounter("visit", "a", 1, "status", "finished"));
        ledger.apply(merge("a", "b", 4));
        ledger.apply(merge("a", "c", 5));
        ledger.apply(merge("a", "d", 3));

        assertThat(patientOf("visit")).isEqualTo(id("c"));
    }

    @Test
    void thePatientOfAMergeIsFoundByTheIdentifiersOfTheSubsumedOne() {
        ledger.apply(identified("old", 1));
        ledger.apply(merge("old", "new", 5));

        assertThat(ledger.store.search(
                        ResourceType.PATIENT, Optional.of("urn:test|old"), Optional.empty(), Optional.empty(), 10))
                .extracting(ResourceStore.Stored::id)
                .contains(id("new"), id("old"));
    }

    @Test
    void whoAsksForTheSubsumedPatientGetsWhatBelongsToTheSurvivor() {
        ledger.apply(encounter("one", "old", 1), encounter("two", "new", 1));
        ledger.apply(merge("old", "new", 5));

        assertThat(ledger.store.search(
                        ResourceType.ENCOUNTER, Optional.empty(), Optional.of(id("old")), Optional.empty(), 10))
                .hasSize(2);
    }

    @Test
    @DisplayName("§1.3 re-point: more resources than one transaction takes are all moved, each with its Provenance")
    void moreResourcesThanOneTransactionTakesAreAllMoved() {
        List<Mapped> rows = new ArrayList<>();
        for (int i = 0; i < 1200; i++) {
            rows.add(mapped(encounter("e" + i, "old", 1, "status", "finished")));
        }
        ledger.ledger.apply(LedgerFixture.page(1, rows.toArray(new Mapped[0])));

        ledger.apply(merge("old", "new", 5));

        assertThat(ledger.number("select count(*) from resource where patient = '" + id("new") + "'"))
                .isEqualTo(2400);
        assertThat(ledger.number("select count(*) from resource_history")).isEqualTo(1200);
    }

    @Test
    @DisplayName("§1.3 re-point: a move that a crash interrupted is finished by the next start, with its Provenance")
    void aMoveThatACrashInterruptedIsFinishedByTheNextStart() {
        ledger.apply(encounter("visit", "old", 1, "status", "finished"));
        ledger.execute("""
                insert into patient_alias (patient, survivor, rank, micros, tie, data_class, moved)
                values ('%s', '%s', 1, 5, 0, 0, false)
                """.formatted(id("old"), id("new")));

        try (PostgresLedger next =
                ledger.open(Map.of(), new Rules(new FhirRendering(new OldIdentifiers()), Derivation.none()))) {
            assertThat(next.circuits()).isEmpty();
            Awaitility.await().until(() -> patientOf("visit").equals(id("new")));
            assertThat(ledger.store.search(
                            ResourceType.PROVENANCE, Optional.empty(), Optional.of(id("new")), Optional.empty(), 10))
                    .singleElement()
                    .satisfies(one -> assertThat(one.json()).contains("Patient/" + id("old")));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void theOrderInWhichMergesAndMessagesComeDoesNotMatter(long seed) {
        List<Mapped> all = new ArrayList<>(List.of(
                mapped(identified("a", 1), encounter("ea", "a", 1, "status", "planned")),
                mapped(identified("b", 1), encounter("eb", "b", 2, "status", "planned")),
                mapped(identified("c", 1), encounter("ec", "c", 3, "status", "planned")),
                mapped(encounter("ea", "b", 6, "status", "finished")),
                mapped(identified("a", 9)),
                merge("a", "b", 4),
                merge("b", "c", 5)));
        all.forEach(ledger::apply);
        Collections.shuffle(all, new Random(seed));

        try (LedgerFixture other = new LedgerFixture()) {
            all.forEach(other::apply);

            assertThat(TargetDigest.of(other.database, other.keys.sealer(), other.keys.keyedHash(), "salt"))
                    .isEqualTo(TargetDigest.of(ledger.database, ledger.keys.sealer(), ledger.keys.keyedHash(), "salt"));
        }
    }

    private static Change identified(String name, long micros) {
        return change(ResourceType.PATIENT, name, micros)
                .set("identifier[" + name + "]", "{\"value\":\"" + name + "\"}")
                .build();
    }

    private UUID patientOf(String encounter) {
        String json = ledger.json(ResourceType.ENCOUNTER, encounter);
        int at = json.indexOf("Patient/") + "Patient/".length();
        return UUID.fromString(json.substring(at, at + 36));
    }
}
