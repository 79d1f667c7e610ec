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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real messages by the real mapper and the real rules: whatever their order, and with doubles, the target is the same. */
class AdtThroughLedgerTest {
    private static final List<String> MESSAGES = List.of(
            message(
                    "A01",
                    "20260301080000",
                    pid("1", "OLD^PAT"),
                    pv1("V1"),
                    "AL1|1|DA|PEN^Penicillin|SV",
                    "AL1|2|DA|ASP^Aspirin|MI"),
            message("A08", "20260301090000", pid("1", "OLD^PAT"), pv1("V1"), "AL1|1|DA|PEN^Penicillin|SV"),
            message("A01", "20260301100000", pid("2", "NEW^PAT"), pv1("V2")),
            message("A40", "20260301110000", pid("2", "NEW^PAT"), "MRG|1^^^MRN^MR"),
            message("A03", "20260301120000", pid("1", "OLD^PAT"), pv1("V1")),
            message("A40", "20260301130000", pid("3", "LAST^PAT"), "MRG|2^^^MRN^MR"),
            message("A31", "20260301140000", pid("3", "LAST^PAT^X")));

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void theOrderOfMessagesAndMergesDoesNotMatter(long seed) {
        List<String> shuffled = new ArrayList<>(MESSAGES);
        shuffled.addAll(MESSAGES.subList(0, 4));
        Collections.shuffle(shuffled, new Random(seed));
        try (LedgerFixture inOrder = ledger();
                LedgerFixture other = ledger()) {
            MESSAGES.forEach(message -> inOrder.apply(map(message)));
            shuffled.forEach(message -> other.apply(map(message)));

            assertThat(patients(other)).isEqualTo(patients(inOrder));
            assertThat(all(other)).isEqualTo(all(inOrder));
            assertThat(patients(inOrder)).hasSize(3).allSatisfy(json -> {
                assertThat(json.split("replaced-by", -1)).hasSizeLessThanOrEqualTo(2);
                assertThat(json.split("\"replaces\"", -1)).hasSizeLessThanOrEqualTo(2);
            });
            assertThat(patients(inOrder))
                    .filteredOn(json -> json.contains("\"active\":true"))
                    .singleElement()
                    .asString()
                    .contains("LAST")
                    .satisfies(json ->
                            assertThat(json.split("\"use\":\"old\"", -1)).hasSize(3));
            assertThat(search(inOrder, ResourceType.ALLERGY_INTOLERANCE))
                    .hasSize(2)
                    .filteredOn(json -> json.contains("inactive"))
                    .singleElement()
                    .asString()
                    .contains("Aspirin");
        }
    }

    private static LedgerFixture ledger() {
        ClinicalRules rules = new ClinicalRules();
        return new LedgerFixture(Map.of(), new Rules(new FhirRendering(rules), rules));
    }

    private static List<String> patients(LedgerFixture of) {
        return search(of, ResourceType.PATIENT);
    }

    private static List<String> all(LedgerFixture of) {
        List<String> all = new ArrayList<>();
        for (ResourceType type : ResourceType.values()) {
            all.addAll(search(of, type));
        }
        return all;
    }

    private static List<String> search(LedgerFixture of, ResourceType type) {
        return of.store.search(type, Optional.empty(), Optional.empty(), Optional.empty(), 100).stream()
                .map(ResourceStore.Stored::json)
                .toList();
    }

    private static Mapped map(String message) {
        SourceDeclaration source = SourceDeclaration.of("adt", DataClass.ADT)
                .zone(ZoneId.of("America/New_York"))
                .build();
        Authorities authorities = new Authorities(Map.of("MRN", "urn:test:mrn", "VISIT", "urn:test:visit"));
        return Mappers.messages(DataClass.ADT)
                .map(Hl7Message.read(message), new MappingContext(source, CodeMaps.empty(), authorities));
    }

    private static String message(String event, String at, String... segments) {
        return "MSH|^~\\&|ADT|HOSP|CARAVAN|NEW|" + at + "||ADT^" + event + "|" + event + at + "|P|2.5.1\rEVN|" + event
                + "|" + at + "\r" + String.join("\r", segments);
    }

    private static String pid(String number, String name) {
        return "PID|1||" + number + "^^^MRN^MR||" + name + "||19750301|F";
    }

    private static String pv1(String visit) {
        return "PV1|1|I|4W^12^A" + "|".repeat(16) + visit + "^^^VISIT";
    }
}
