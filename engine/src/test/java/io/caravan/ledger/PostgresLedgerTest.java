package io.caravan.ledger;

import static io.caravan.ledger.LedgerFixture.change;
import static io.caravan.ledger.LedgerFixture.encounter;
import static io.caravan.ledger.LedgerFixture.id;
import static io.caravan.ledger.LedgerFixture.mapped;
import static io.caravan.ledger.LedgerFixture.patient;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.caravan.crypto.Sealer;
import io.caravan.fold.Change;
import io.caravan.fold.ResourceType;
import io.caravan.map.Mapped;
import io.caravan.message.Finding;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PostgresLedgerTest {
    private final LedgerFixture ledger = new LedgerFixture();

    @AfterEach
    void close() {
        ledger.close();
    }

    @Test
    void aMessageIsFoldedRenderedAndCounted() {
        Outcome outcome = ledger.apply(
                patient("ann", 1, "birthDate", "1950-01-01"), encounter("visit", "ann", 1, "status", "in-progress"));

        assertThat(outcome).isEqualTo(Outcome.APPLIED);
        assertThat(ledger.json(ResourceType.PATIENT, "ann"))
                .isEqualTo("{\"resourceType\":\"Patient\",\"id\":\"" + id("ann") + "\",\"birthDate\":\"1950-01-01\"}");
        assertThat(ledger.json(ResourceType.ENCOUNTER, "visit"))
                .contains("\"subject\":{\"reference\":\"Patient/" + id("ann") + "\"}");
        assertThat(ledger.tally("applied")).isEqualTo(1);
        assertThat(ledger.number("select count(*) from outcome where outcome = 0 and delivered"))
                .isEqualTo(1);
    }

    @Test
    void anOlderMessageFillsWhatNobodyGaveAndChangesNothingElse() {
        ledger.apply(patient("ann", 2, "gender", "female"));

        Outcome older = ledger.apply(patient("ann", 1, "gender", "male", "birthDate", "1950-01-01"));
        Outcome useless = ledger.apply(patient("ann", 1, "gender", "other"));

        assertThat(older).isEqualTo(Outcome.APPLIED);
        assertThat(useless).isEqualTo(Outcome.SUPERSEDED);
        assertThat(ledger.json(ResourceType.PATIENT, "ann")).contains("female", "1950-01-01");
        assertThat(ledger.version(ResourceType.PATIENT, "ann")).isEqualTo(2);
    }

    @Test
    void theVersionGrowsOnlyWhereTheRenderedResourceChanges() {
        ledger.apply(patient("ann", 1, "gender", "female"));
        ledger.apply(patient("ann", 2, "gender", "female"));
        ledger.apply(patient("ann", 3, "gender", "female"));

        assertThat(ledger.version(ResourceType.PATIENT, "ann")).isEqualTo(1);
        assertThat(ledger.number("select revision from resource")).isEqualTo(3);
        assertThat(ledger.store.history(ResourceType.PATIENT, id("ann"))).hasSize(1);
    }

    @Test
    void replacedVersionsCanBeReadNewestFirst() {
        for (int day = 1; day <= 5; day++) {
            ledger.apply(patient("ann", day, "birthDate", "1950-01-0" + day));
        }

        List<ResourceStore.Stored> history = ledger.store.history(ResourceType.PATIENT, id("ann"));
        assertThat(history).extracting(ResourceStore.Stored::version).containsExactly(5, 4, 3, 2, 1);
        assertThat(history.get(4).json()).contains("1950-01-01");
        assertThat(history.get(0).json()).contains("1950-01-05");
    }

    @Test
    void messagesOfOneResourceInOneBatchAreVersionsOfTheirOwn() {
        List<Work> works = new ArrayList<>();
        for (int day = 1; day <= 9; day++) {
            works.add(ledger.work(mapped(patient("ann", day, "birthDate", "1950-01-0" + day))));
        }

        assertThat(all(works)).containsOnly(Outcome.APPLIED);

        assertThat(ledger.store.history(ResourceType.PATIENT, id("ann")))
                .extracting(ResourceStore.Stored::version)
                .containsExactly(9, 8, 7, 6, 5, 4, 3, 2, 1);
    }

    @Test
    void manyNewResourcesInOneBatchAreAllStored() {
        List<Work> works = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            works.add(ledger.work(
                    mapped(
                            patient("p" + i, 1, "gender", "female"),
                            encounter("e" + i, "p" + i, 1, "status", "planned")),
                    i));
        }

        assertThat(all(works)).hasSize(1000).containsOnly(Outcome.APPLIED);

        assertThat(ledger.number("select count(*) from resource")).isEqualTo(2000);
        assertThat(ledger.number("select count(*) from resource_lookup")).isEqualTo(2000);
        assertThat(ledger.tally("applied")).isEqualTo(1000);
        assertThat(ledger.json(ResourceType.ENCOUNTER, "e999"))
                .contains("planned", id("p999").toString());
    }

    @Test
    void writersThatMeetOnOneResourceBothPrevail() {
        List<Work> works = new ArrayList<>();
        for (int i = 0; i < 600; i++) {
            Change ward = change(ResourceType.LOCATION, "ward", i, "bed[" + i + "]", "free")
                    .build();
            works.add(ledger.work(mapped(ward, patient("p" + i, 1, "gender", "male")), i));
        }

        assertThat(all(works)).containsOnly(Outcome.APPLIED);

        String json = ledger.json(ResourceType.LOCATION, "ward");
        assertThat(json.split("free", -1)).hasSize(601);
        assertThat(ledger.version(ResourceType.LOCATION, "ward")).isEqualTo(600);
        assertThat(ledger.store.history(ResourceType.LOCATION, id("ward"))).hasSize(600);
    }

    @Test
    void theSameMessageAgainChangesNothingAndCountsOnce() {
        Work work = ledger.work(mapped(patient("ann", 1, "gender", "female")));

        ledger.apply(work);
        Outcome again = ledger.apply(work);

        assertThat(again).isEqualTo(Outcome.APPLIED);
        assertThat(ledger.tally("applied")).isEqualTo(1);
        assertThat(ledger.number("select revision from resource")).isEqualTo(1);
    }

    @Test
    void anExcludedMessageIsCountedAsSuch() {
        assertThat(ledger.apply(Mapped.excluded("bed-status"))).isEqualTo(Outcome.EXCLUDED);

        assertThat(ledger.tally("excluded")).isEqualTo(1);
    }

    @Test
    void findingsAreStoredWithTheirMessage() {
        ledger.apply(Mapped.of(
                List.of(patient("ann", 1, "gender", "female")), List.of(new Finding("unmapped-code", "PID-10"))));

        assertThat(ledger.number("select count(*) from finding where code = 'unmapped-code' and control_id = 'C1'"))
                .isEqualTo(1);
    }

    @Test
    void aMessageThatCannotBeFoldedIsADeadLetterAndTheOthersGoOn() {
        List<Work> works = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            works.add(ledger.work(
                    i % 10 == 3
                            ? LedgerFixture.merge("same", "same", i)
                            : mapped(patient("shared", i, "birthDate", "1950-01-" + (10 + i)))));
        }

        List<Outcome> outcomes = all(works);

        assertThat(outcomes).filteredOn(one -> one == Outcome.DEAD_LETTERED).hasSize(4);
        assertThat(outcomes).filteredOn(one -> one == Outcome.APPLIED).hasSize(36);
        assertThat(ledger.number("select count(*) from dead_letter where place = 'fold MRG-1' and hl7_code = 204"))
                .isEqualTo(4);
        assertThat(ledger.tally("deadLettered")).isEqualTo(4);
        assertThat(ledger.version(ResourceType.PATIENT, "shared")).isEqualTo(36);
        assertThat(ledger.json(ResourceType.PATIENT, "same")).isEqualTo("absent");
    }

    @Test
    void aCiphertextMovedToAnotherRowIsRefused() {
        ledger.apply(patient("ann", 1, "gender", "female"));
        ledger.apply(patient("bob", 1, "gender", "male"));
        ledger.execute("update resource set body = (select body from resource where id = '%s') where id = '%s'"
                .formatted(id("ann"), id("bob")));

        assertThatThrownBy(() -> ledger.store.find(ResourceType.PATIENT, id("bob")))
                .isInstanceOf(Sealer.SealBroken.class);
    }

    @Test
    void aStateThatWasTamperedWithStopsItsMessageAndNoOther() {
        ledger.apply(patient("ann", 1, "gender", "female"));
        ledger.execute("update resource set state = set_byte(state, 20, get_byte(state, 20) # 1)");

        List<Outcome> outcomes = all(List.of(
                ledger.work(mapped(patient("ann", 2, "gender", "male"))),
                ledger.work(mapped(patient("bob", 2, "gender", "male")))));

        assertThat(outcomes).containsExactly(Outcome.DEAD_LETTERED, Outcome.APPLIED);
    }

    @Test
    void aResourceIsFoundByIdentifierAndByPatient() {
        ledger.apply(patient("ann", 1, "gender", "female"), encounter("v1", "ann", 1), encounter("v2", "ann", 1));
        ledger.apply(patient("bob", 1, "gender", "male"), encounter("v3", "bob", 1));

        assertThat(ledger.store.search(
                        ResourceType.ENCOUNTER, Optional.empty(), Optional.of(id("ann")), Optional.empty(), 10))
                .hasSize(2);
        assertThat(ledger.store.search(
                        ResourceType.PATIENT, Optional.of("urn:test|bob"), Optional.empty(), Optional.empty(), 10))
                .extracting(ResourceStore.Stored::id)
                .containsExactly(id("bob"));
        assertThat(ledger.store.search(
                        ResourceType.PATIENT, Optional.of("urn:test|nobody"), Optional.empty(), Optional.empty(), 10))
                .isEmpty();
    }

    @Test
    void aSearchGoesOnAfterTheLastId() {
        for (int i = 0; i < 25; i++) {
            ledger.apply(patient("p" + i, 1, "gender", "male"));
        }
        List<ResourceStore.Stored> found = new ArrayList<>();
        Optional<UUID> after = Optional.empty();
        do {
            List<ResourceStore.Stored> page =
                    ledger.store.search(ResourceType.PATIENT, Optional.empty(), Optional.empty(), after, 10);
            found.addAll(page);
            after = page.stream().reduce((a, b) -> b).map(ResourceStore.Stored::id);
        } while (after.isPresent());

        assertThat(found).hasSize(25).doesNotHaveDuplicates();
    }

    @Test
    void anEncounterFollowsTheNewestMessageToItsPatient() {
        ledger.apply(encounter("visit", "wrong", 1, "status", "planned"));
        ledger.apply(encounter("visit", "right", 3, "status", "planned"));
        ledger.apply(encounter("visit", "late", 2, "status", "planned"));

        assertThat(ledger.json(ResourceType.ENCOUNTER, "visit"))
                .contains(id("right").toString());
        assertThat(ledger.number("select count(*) from resource where patient = '" + id("right") + "'"))
                .isEqualTo(1);
    }

    @Test
    void noClearTextStandsInTheTables() {
        ledger.apply(patient("ann", 1, "name", "ZQXVORTEX"));
        ledger.apply(patient("ann", 2, "name", "ZQXVORTEX-TWO"));

        assertThat(ledger.number("select count(*) from resource where encode(state, 'escape') like '%ZQXVORTEX%'"
                        + " or encode(body, 'escape') like '%ZQXVORTEX%'"))
                .isZero();
        assertThat(ledger.number(
                        "select count(*) from resource_history where encode(body, 'escape') like '%ZQXVORTEX%'"))
                .isZero();
    }

    @Test
    void whatWaitsWhenTheDatabaseIsGoneFailsAndDoesNotEndAsADeadLetter() {
        Work work = ledger.work(mapped(patient("ann", 1, "gender", "female")));
        ledger.execute("alter table resource rename to gone");

        CompletableFuture<Outcome> refused = ledger.ledger.apply(work);

        assertThat(refused).failsWithin(Duration.ofSeconds(30));
        ledger.execute("alter table gone rename to resource");
        assertThat(ledger.number("select count(*) from outcome")).isZero();
        assertThat(ledger.number("select count(*) from dead_letter")).isZero();
        assertThat(ledger.apply(work)).isEqualTo(Outcome.APPLIED);
    }

    @Test
    void aKeysetThatIsNotTheDatabasesOwnIsRefusedAtTheStart() {
        try (LedgerFixture other = new LedgerFixture()) {
            KeysetGuard guard = new KeysetGuard(ledger.database, other.keys.keyedHash());

            assertThatThrownBy(guard::check)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining(ledger.keys.fingerprint())
                    .hasMessageContaining(other.keys.fingerprint());
        }
    }

    @Test
    void whatIsBroughtAfterTheEndFailsAtOnce() {
        Work work = ledger.work(mapped(patient("ann", 1, "gender", "female")));
        ledger.ledger.close();

        assertThat(ledger.ledger.apply(work)).failsWithin(Duration.ofSeconds(5));
    }

    @Test
    void theSameContentHasTheSameDigestWhateverTheOrder() {
        ledger.apply(patient("ann", 1, "gender", "female"));
        ledger.apply(patient("ann", 2, "birthDate", "1950-01-01"));
        try (LedgerFixture other = new LedgerFixture()) {
            other.apply(patient("ann", 2, "birthDate", "1950-01-01"), patient("ann", 1, "gender", "female"));

            assertThat(digest(other)).isEqualTo(digest(ledger));
            other.apply(patient("bob", 1, "gender", "male"));
            assertThat(digest(other)).isNotEqualTo(digest(ledger));
        }
    }

    private static TargetDigest digest(LedgerFixture of) {
        return TargetDigest.of(of.database, of.keys.sealer(), of.keys.keyedHash(), "salt");
    }

    private List<Outcome> all(List<Work> works) {
        List<CompletableFuture<Outcome>> futures =
                works.stream().map(ledger.ledger::apply).toList();
        return futures.stream()
                .map(future -> future.orTimeout(60, TimeUnit.SECONDS).join())
                .toList();
    }
}
