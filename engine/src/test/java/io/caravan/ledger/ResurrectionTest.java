package io.caravan.ledger;

import static io.caravan.testkit.truth.Lines.segment;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.caravan.crypto.TestCrypto;
import io.caravan.fold.ResourceKey;
import io.caravan.fold.ResourceType;
import io.caravan.map.Mapped;
import io.caravan.message.DataClass;
import io.caravan.testkit.truth.Arrival;
import io.caravan.testkit.truth.Site;
import io.caravan.testkit.truth.Teller;
import io.caravan.testkit.truth.Told;
import io.caravan.testkit.truth.Told.Kind;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AddLifecycleHook;

/**
 * What has ended stays ended: no row or message that is not newer than the end brings it back, whatever else it says, however
 * often it comes, and whether it comes before the end, after it, or as the replay of a dead letter years later.
 */
@AddLifecycleHook(SeedPrinted.class)
class ResurrectionTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PID = "PID|1||101^^^MRN^MR||FAMILY1^GIVEN";
    private static final String AT = "202603010830";

    /** In the minute before the end at the latest. */
    private static final int STALE = 29;

    /** In the minute of the end too: a terminal state gives way to what is strictly newer only. */
    private static final int NOT_NEWER = 30;

    private final Seals seals = new Seals(new TestCrypto(), new TestCrypto());

    @Property
    @Label("§6.3(8), §6.3(9), §4.2(6): a stale row or message never makes a discontinued medication active again")
    void aDiscontinuedMedicationStaysStopped(@ForAll("drugs") List<Told> stale, @ForAll Random random) {
        Mapped begun = message(DataClass.MEDICATIONS, "RDE^O11", "202603010800", orc("NW", "D10", "202603010800"), RXE);
        Mapped ended = message(DataClass.MEDICATIONS, "RDE^O11", AT, orc("DC", "D10", AT), RXE);

        JsonNode drug = one(ResourceType.MEDICATION_REQUEST, "D10", after(stale, random, begun, ended));

        assertThat(drug.at("/status").asText()).isEqualTo("stopped");
    }

    /** Else the properties here could hold for a ledger that never changes a state that has ended. */
    @Example
    @Label("§6.3(5): a row that is strictly newer does")
    void whatIsNewerDoes() {
        Mapped ended = message(DataClass.MEDICATIONS, "RDE^O11", AT, orc("DC", "D10", AT), RXE);
        Told active = IntStream.range(0, 100)
                .mapToObj(variant -> new Told(Kind.DRUG_ROW, 1, 0, NOT_NEWER + 1, variant))
                .filter(told -> says(told, "\"active\""))
                .findFirst()
                .orElseThrow();

        JsonNode drug =
                one(ResourceType.MEDICATION_REQUEST, "D10", after(List.of(active), new Random(1), ended, ended));

        assertThat(drug.at("/status").asText()).isEqualTo("active");
    }

    @Property
    @Label("§6.3(8), §2.2 CA: a stale row or message never makes a cancelled order active again")
    void aCancelledOrderStaysRevoked(@ForAll("orders") List<Told> stale, @ForAll Random random) {
        String obr = segment("OBR", 2, "P10^PLACER", 4, "GLU^Glucose^L");
        Mapped begun = message(DataClass.ORDERS, "ORM^O01", "202603010800", orc("NW", "P10", "202603010800"), obr);
        Mapped ended = message(DataClass.ORDERS, "ORM^O01", AT, orc("CA", "P10", AT), obr);

        JsonNode order = one(ResourceType.SERVICE_REQUEST, "P10", after(stale, random, begun, ended));

        assertThat(order.at("/status").asText()).isEqualTo("revoked");
    }

    @Property
    @Label(
            "§6.3(8), §1.5 removed: an allergy that a newer list dropped stays inactive, whatever stale rows and messages say")
    void anAllergyDroppedFromTheListStaysInactive(@ForAll("allergies") List<Told> stale, @ForAll Random random) {
        Mapped begun = adt("A08", "202603010800", "AL1|1|DA|PEN^Penicillin^L|SV", "AL1|2|FA|NUT^Nuts^L|MO");
        Mapped ended = adt("A08", AT, "AL1|1|FA|NUT^Nuts^L|MO");

        JsonNode allergy = allergy(after(stale, random, begun, ended));

        if (!allergy.at("/verificationStatus/coding/0/code").asText().equals("entered-in-error")) {
            assertThat(allergy.at("/clinicalStatus/coding/0/code").asText()).isEqualTo("inactive");
        }
    }

    @Property
    @Label(
            "§6.3(8), §1.5 action: an allergy deleted by action stays entered in error, whatever stale rows and messages say")
    void anAllergyDeletedByActionStaysEnteredInError(@ForAll("allergies") List<Told> stale, @ForAll Random random) {
        Mapped begun = adt("A60", "202603010800", "IAM|1|DA|PEN^Penicillin^L|SV||A");
        Mapped ended = adt("A60", AT, "IAM|1|DA|PEN^Penicillin^L|SV||D");

        JsonNode allergy = allergy(after(stale, random, begun, ended));

        assertThat(allergy.at("/verificationStatus/coding/0/code").asText()).isEqualTo("entered-in-error");
        assertThat(allergy.has("clinicalStatus")).isFalse();
    }

    @Property
    @Label(
            "§6.3(8), §1.3(f): a stale row or message never brings a merged patient back, and its data are the survivor's")
    void aMergedPatientStaysMerged(@ForAll("people") List<Told> stale, @ForAll Random random) {
        Mapped ended = message(DataClass.ADT, "ADT^A40", AT, "PID|1||109^^^MRN^MR||OTHER", "MRG|101^^^MRN^MR");

        Map<ResourceKey, String> target = after(stale, random, adt("A28", "202603010800"), ended);

        JsonNode merged = one(ResourceType.PATIENT, "\"active\":false", target);
        assertThat(merged.at("/link/0/type").asText()).isEqualTo("replaced-by");
        String survivor = merged.at("/link/0/other/reference").asText();
        target.forEach((key, json) -> {
            if (!key.type().subjectElement().isEmpty()) {
                assertThat(json(json)
                                .at("/" + key.type().subjectElement() + "/reference")
                                .asText())
                        .isEqualTo(survivor);
            }
        });
    }

    @Property
    @Label("§6.3(8), §3.3 corrected: a stale row or message never takes the place of a corrected result")
    void aCorrectedResultStaysCorrected(@ForAll("results") List<Told> stale, @ForAll Random random) {
        JsonNode result = glucose(stale, random, "C", "112");

        assertThat(result.at("/status").asText()).isEqualTo("corrected");
        assertThat(result.at("/valueQuantity/value").asText()).isEqualTo("112");
    }

    @Property
    @Label("§6.3(8), §3.3 withdrawn: a stale row or message never brings back a result that was deleted (OBX-11 D)")
    void aDeletedResultStaysInError(@ForAll("results") List<Told> stale, @ForAll Random random) {
        JsonNode result = glucose(stale, random, "D", "");

        assertThat(result.at("/status").asText()).isEqualTo("entered-in-error");
        assertThat(result.has("valueQuantity")).isFalse();
    }

    @Property
    @Label("§6.3(8), §3.3 withdrawn: a stale row or message never brings back a result of the wrong patient (OBX-11 W)")
    void aResultOfTheWrongPatientStaysInError(@ForAll("results") List<Told> stale, @ForAll Random random) {
        JsonNode result = glucose(stale, random, "W", "112");

        assertThat(result.at("/status").asText()).isEqualTo("entered-in-error");
        assertThat(result.has("valueQuantity")).isFalse();
    }

    @Property
    @Label("§6.3(8), §1.1 A11: a stale row or message never opens a cancelled visit again")
    void aCancelledVisitStaysCancelled(@ForAll("openVisits") List<Told> stale, @ForAll Random random) {
        assertThat(visit(stale, random, "A11").at("/status").asText()).isEqualTo("cancelled");
    }

    @Property
    @Label("§6.3(8), §1.1 A23: a stale row or message never brings a deleted visit back")
    void aDeletedVisitStaysInError(@ForAll("visits") List<Told> stale, @ForAll Random random) {
        assertThat(visit(stale, random, "A23").at("/status").asText()).isEqualTo("entered-in-error");
    }

    @Property
    @Label("§6.3(8), §1.1 A03: a stale row or message never opens a discharged visit again")
    void aDischargedVisitStaysFinished(@ForAll("openVisits") List<Told> stale, @ForAll Random random) {
        assertThat(visit(stale, random, "A03").at("/status").asText()).isEqualTo("finished");
    }

    @Property
    @Label("§6.3(8), §1.1 A29: a stale row or message never brings a deleted person back")
    void aDeletedPersonStaysInactive(@ForAll("people") List<Told> stale, @ForAll Random random) {
        Map<ResourceKey, String> target = after(stale, random, adt("A28", "202603010800"), adt("A29", AT));

        assertThat(one(ResourceType.PATIENT, "101", target).at("/active").asBoolean())
                .isFalse();
    }

    @Provide
    Arbitrary<List<Told>> drugs() {
        return Tales.upTo(NOT_NEWER, Kind.DRUG_ROW, Kind.DRUG_ROW, Kind.DRUG_NEW, Kind.DRUG_CHANGED, Kind.DRUG_GIVEN);
    }

    @Provide
    Arbitrary<List<Told>> orders() {
        return Tales.upTo(NOT_NEWER, Kind.ORDER_ROW, Kind.ORDER_ROW, Kind.ORDER_NEW, Kind.ORDER_CHANGED, Kind.RESULT);
    }

    @Provide
    Arbitrary<List<Told>> allergies() {
        return Tales.upTo(NOT_NEWER, Kind.ALLERGY_ROW, Kind.ALLERGY_ROW, Kind.ALLERGIES, Kind.UPDATE)
                .map(ResurrectionTest::messagesOlder);
    }

    @Provide
    Arbitrary<List<Told>> people() {
        return Tales.upTo(
                        NOT_NEWER,
                        Kind.PATIENT_ROW,
                        Kind.VISIT_ROW,
                        Kind.DRUG_ROW,
                        Kind.RESULT_ROW,
                        Kind.PERSON,
                        Kind.UPDATE)
                .map(ResurrectionTest::messagesOlder);
    }

    @Provide
    Arbitrary<List<Told>> results() {
        return Tales.upTo(NOT_NEWER, Kind.RESULT_ROW)
                .map(list -> list.stream()
                        .filter(told -> told.minute() < NOT_NEWER || !says(told, "corrected"))
                        .toList());
    }

    @Provide
    Arbitrary<List<Told>> visits() {
        return Tales.upTo(
                NOT_NEWER, Kind.VISIT_ROW, Kind.VISIT_ROW, Kind.ADMIT, Kind.UPDATE, Kind.TRANSFER, Kind.RESULT_ROW);
    }

    /** None of them ends the visit: an end that is known takes no other. */
    @Provide
    Arbitrary<List<Told>> openVisits() {
        return Tales.upTo(NOT_NEWER, Kind.ADMIT, Kind.UPDATE, Kind.TRANSFER, Kind.VISIT_ROW, Kind.VISIT_ROW)
                .map(list -> list.stream().filter(told -> !endsVisit(told)).toList());
    }

    /** Two messages of one minute that contradict each other are decided by their content; a row and a message never are. */
    private static List<Told> messagesOlder(List<Told> list) {
        return list.stream()
                .filter(told -> told.minute() <= STALE || told.kind().name().endsWith("_ROW"))
                .toList();
    }

    private static boolean endsVisit(Told told) {
        return told.kind() == Kind.VISIT_ROW && says(told, "ROW:finished");
    }

    private static boolean says(Told told, String word) {
        return Teller.tell(told).stream()
                .anyMatch(one -> one.mapped().toString().contains(word));
    }

    private JsonNode glucose(List<Told> stale, Random random, String status, String value) {
        Mapped begun = result("202603010800", "F", "120");
        Mapped ended = result(AT, status, value);
        return one(ResourceType.OBSERVATION, "GLU", after(stale, random, begun, ended));
    }

    private static Mapped result(String at, String status, String value) {
        return message(
                DataClass.LABS,
                "ORU^R01",
                at,
                segment("OBR", 3, "F10^LAB", 4, "CHEM^Chemistry^L", 22, at, 25, status.equals("F") ? "F" : "C"),
                segment("OBX", 2, "NM", 3, "GLU^Glucose^L", 5, value, 6, "mg/dL", 11, status));
    }

    private JsonNode visit(List<Told> stale, Random random, String event) {
        String pv1 = segment("PV1", 2, "I", 3, "4E", 19, "V10^^^VISIT");
        Map<ResourceKey, String> target = after(stale, random, adt("A01", "202603010800", pv1), adt(event, AT, pv1));
        return one(ResourceType.ENCOUNTER, "V10", target);
    }

    private static JsonNode allergy(Map<ResourceKey, String> target) {
        return one(ResourceType.ALLERGY_INTOLERANCE, "PEN", target);
    }

    private static final String RXE = segment("RXE", 2, "1049502^Oxycodone^RXNORM", 3, "5", 5, "mg");

    private static String orc(String control, String number, String at) {
        return segment("ORC", 1, control, 2, number + "^PLACER", 9, at);
    }

    private static Mapped adt(String event, String at, String... lines) {
        List<String> all = new ArrayList<>(List.of("EVN|" + event + "|" + at, PID));
        all.addAll(List.of(lines));
        return of(DataClass.ADT, "ADT^" + event, at, all);
    }

    private static Mapped message(DataClass dataClass, String type, String at, String... lines) {
        List<String> all = new ArrayList<>();
        if (dataClass == DataClass.ADT) {
            all.add("EVN|" + type.substring(4) + "|" + at);
        } else {
            all.add(PID);
        }
        all.addAll(List.of(lines));
        return of(dataClass, type, at, all);
    }

    private static Mapped of(DataClass dataClass, String type, String at, List<String> lines) {
        List<String> all = new ArrayList<>(
                List.of("MSH|^~\\&|HIS|HOSP|CARAVAN|NEW|" + at + "||" + type + "|" + type + at + "|P|2.5.1"));
        all.addAll(lines);
        return Site.message(dataClass, all.toArray(String[]::new));
    }

    /** The records and the stale ones, some of them twice, in any order. */
    private Map<ResourceKey, String> after(List<Told> stale, Random random, Mapped begun, Mapped ended) {
        List<Mapped> records = new ArrayList<>(List.of(begun, ended));
        for (Told told : stale) {
            Teller.tell(told).map(Arrival::mapped).ifPresent(records::add);
        }
        records.addAll(records.subList(0, records.size() / 2));
        Collections.shuffle(records, random);
        MemoryFold fold = new MemoryFold(seals);
        records.forEach(fold::take);
        return fold.target();
    }

    private static JsonNode one(ResourceType type, String part, Map<ResourceKey, String> target) {
        List<String> found = target.entrySet().stream()
                .filter(entry ->
                        entry.getKey().type() == type && entry.getValue().contains(part))
                .map(Map.Entry::getValue)
                .toList();
        assertThat(found).hasSize(1);
        return json(found.get(0));
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
