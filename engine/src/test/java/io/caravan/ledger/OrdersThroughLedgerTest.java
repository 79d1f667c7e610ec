package io.caravan.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.caravan.codes.Authorities;
import io.caravan.codes.CodeMaps;
import io.caravan.fhir.FhirRendering;
import io.caravan.fold.ResourceType;
import io.caravan.hl7.Hl7Message;
import io.caravan.map.Mapped;
import io.caravan.map.MappingContext;
import io.caravan.map.registry.ClinicalRules;
import io.caravan.map.registry.Mappers;
import io.caravan.message.DataClass;
import io.caravan.message.SourceDeclaration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Orders by filler's number, placer's number and both, with their results and a merge, through the real ledger. */
class OrdersThroughLedgerTest {
    private static final Mapped BY_FILLER =
            order("1", "20260301080000", "ORC|NW||F1^LAB||||||20260301080000", "OBR|1||F1^LAB|GLU^Glucose^L");
    private static final Mapped BY_BOTH = order("2", "20260301081000", "ORC|NA|P1^PLACER|F1^LAB||||||20260301081000");
    private static final Mapped REPORT = map(
            DataClass.LABS,
            "ORU^R01",
            "20260301090000",
            pid("1"),
            "OBR|1||F1^LAB|GLU^Glucose^L|||20260301|||||||||||||||20260301090000|||F",
            "OBX|1|NM|GLU^Glucose^L||5.0|mg/dL|||||F");
    private static final Mapped MERGE =
            map(DataClass.ADT, "ADT^A40", "20260301100000", "EVN|A40|20260301100000", pid("2"), "MRG|1^^^MRN^MR");
    private static final List<Mapped> RECORDS = List.of(
            BY_FILLER,
            BY_BOTH,
            REPORT,
            MERGE,
            order("1", "20260301110000", "ORC|SC||F1^LAB||CM||||20260301110000"),
            order("2", "20260301082000", "ORC|HD|P1^PLACER|||||||20260301082000"));

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    @DisplayName("§2.1 unify: whatever the order of numbers, results and merges, the target is the same")
    void theOrderOfNumbersResultsAndMergesDoesNotMatter(long seed) {
        List<Mapped> shuffled = new ArrayList<>(RECORDS);
        shuffled.addAll(RECORDS.subList(0, 3));
        Collections.shuffle(shuffled, new Random(seed));
        try (LedgerFixture inOrder = ledger();
                LedgerFixture other = ledger();
                LedgerFixture paged = ledger()) {
            RECORDS.forEach(inOrder::apply);
            shuffled.forEach(other::apply);
            paged.ledger.apply(LedgerFixture.page(1, shuffled.subList(0, 4).toArray(Mapped[]::new)));
            paged.ledger.apply(LedgerFixture.page(2, shuffled.subList(4, 9).toArray(Mapped[]::new)));

            assertThat(all(other)).isEqualTo(all(inOrder));
            assertThat(all(paged)).isEqualTo(all(inOrder));
            assertThat(search(inOrder, ResourceType.SERVICE_REQUEST, Optional.empty()))
                    .hasSize(2)
                    .filteredOn(json -> json.contains("\"completed\""))
                    .singleElement()
                    .asString()
                    .contains("Glucose", "P1", "F1");
        }
    }

    @Test
    @DisplayName(
            "§2.1 unify: the order is found by both of its numbers, and what only tells of another is not in the target")
    void theOrderIsFoundByBothNumbers() {
        try (LedgerFixture ledger = ledger()) {
            ledger.apply(BY_FILLER);
            assertThat(search(ledger, ResourceType.SERVICE_REQUEST, Optional.of("urn:test:lab|F1")))
                    .hasSize(1);

            ledger.apply(BY_BOTH);

            assertThat(search(ledger, ResourceType.SERVICE_REQUEST, Optional.of("urn:test:placer|P1")))
                    .singleElement()
                    .asString()
                    .contains("Glucose");
            assertThat(search(ledger, ResourceType.SERVICE_REQUEST, Optional.of("urn:test:lab|F1")))
                    .hasSize(2);
            assertThat(ledger.number(
                            "select max(version) from resource where type = " + ResourceType.SERVICE_REQUEST.ordinal()))
                    .isEqualTo(2);
        }
        try (LedgerFixture ledger = ledger()) {
            ledger.apply(BY_BOTH);

            assertThat(search(ledger, ResourceType.SERVICE_REQUEST, Optional.empty()))
                    .hasSize(1);
            assertThat(ledger.store.digest("salt").counts().get(ResourceType.SERVICE_REQUEST))
                    .isEqualTo(1);
        }
    }

    @Test
    @DisplayName("§2.1 unify: writers that fold both numbers at once come to the same order")
    void writersAtOnceComeToTheSameOrder() {
        for (int round = 0; round < 5; round++) {
            try (LedgerFixture inOrder = ledger();
                    LedgerFixture atOnce = ledger()) {
                RECORDS.forEach(inOrder::apply);
                List<CompletableFuture<Outcome>> all = new ArrayList<>();
                for (int i = 0; i < RECORDS.size(); i++) {
                    all.add(atOnce.ledger.apply(atOnce.work(RECORDS.get(i), i)));
                }
                all.forEach(CompletableFuture::join);

                assertThat(all(atOnce)).isEqualTo(all(inOrder));
            }
        }
    }

    private static LedgerFixture ledger() {
        ClinicalRules rules = new ClinicalRules();
        return new LedgerFixture(Map.of(), new Rules(new FhirRendering(rules), rules));
    }

    private static List<String> all(LedgerFixture of) {
        List<String> all = new ArrayList<>();
        for (ResourceType type : ResourceType.values()) {
            all.addAll(search(of, type, Optional.empty()));
        }
        return all;
    }

    private static List<String> search(LedgerFixture of, ResourceType type, Optional<String> identifier) {
        return of.store.search(type, identifier, Optional.empty(), Optional.empty(), 100).stream()
                .map(ResourceStore.Stored::json)
                .toList();
    }

    private static Mapped order(String patient, String at, String... segments) {
        List<String> all = new ArrayList<>(List.of(pid(patient)));
        all.addAll(List.of(segments));
        return map(DataClass.ORDERS, "OML^O21", at, all.toArray(String[]::new));
    }

    private static String pid(String number) {
        return "PID|1||" + number + "^^^MRN^MR||MILLER^ANN||19750301|F";
    }

    private static Mapped map(DataClass dataClass, String type, String at, String... segments) {
        SourceDeclaration source = SourceDeclaration.of("orders", dataClass)
                .zone(ZoneId.of("America/New_York"))
                .build();
        Authorities authorities =
                new Authorities(Map.of("MRN", "urn:test:mrn", "PLACER", "urn:test:placer", "LAB", "urn:test:lab"));
        String msh = "MSH|^~\\&|CPOE|HOSP|CARAVAN|NEW|" + at + "||" + type + "|" + at + "|P|2.5.1";
        return Mappers.messages(dataClass)
                .map(
                        Hl7Message.read(msh + "\r" + String.join("\r", segments)),
                        new MappingContext(source, CodeMaps.empty(), authorities));
    }
}
