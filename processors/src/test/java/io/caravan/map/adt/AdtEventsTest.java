package io.caravan.map.adt;

import static io.caravan.map.Lines.segment;
import static io.caravan.map.adt.AdtMessages.message;
import static io.caravan.map.adt.AdtMessages.pid;
import static io.caravan.map.adt.AdtMessages.pv1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.caravan.fold.ResourceType;
import io.caravan.map.Chart;
import io.caravan.message.Rejected;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What each trigger event does to patient and encounter. */
class AdtEventsTest {
    private static final String WARD = "3W^301^B^HOSP";
    private static final String ICU = "ICU^1^A^HOSP";

    private final Chart chart = AdtMessages.chart();

    private JsonNode encounter() {
        return chart.only(ResourceType.ENCOUNTER);
    }

    private JsonNode encounter(String number) {
        return chart.all(ResourceType.ENCOUNTER).stream()
                .filter(one -> one.at("/identifier/0/value").asText().equals(number))
                .findFirst()
                .orElseThrow();
    }

    /** Status by the name of the place. */
    private static Map<String, String> places(JsonNode encounter) {
        Map<String, String> places = new TreeMap<>();
        StreamSupport.stream(encounter.at("/location").spliterator(), false)
                .forEach(entry -> places.put(
                        entry.at("/location/display").asText(),
                        entry.at("/status").asText()));
        return places;
    }

    /** PV1 with fields by number; the visit number is always there. */
    private static String visit(Object... fields) {
        Map<Integer, Object> all = new TreeMap<>(Map.of(1, "1", 2, "I", 19, AdtMessages.VISIT));
        for (int i = 0; i < fields.length; i += 2) {
            all.put((Integer) fields[i], fields[i + 1]);
        }
        return segment(
                "PV1",
                all.entrySet().stream()
                        .flatMap(entry -> java.util.stream.Stream.of(entry.getKey(), entry.getValue()))
                        .toArray());
    }

    private void admit() {
        chart.receives(message("A01", "20260301080000", pid(), visit(3, WARD, 44, "20260301074500")));
    }

    @Test
    @DisplayName("§1.1 A01: an admission opens the encounter, with PV1-44, else EVN-6, else EVN-2 as its start")
    void anAdmissionOpensTheEncounter() {
        chart.receives(
                AdtMessages.msh("A01", "20260301090000"), "EVN|A01|20260301085900||||20260301083000", pid(), visit());
        assertThat(encounter().at("/period/start").asText()).isEqualTo("2026-03-01T08:30:00-05:00");

        chart.receives(message("A08", "20260301100000", pid(), visit(44, "20260301080000")));
        assertThat(encounter().at("/period/start").asText()).isEqualTo("2026-03-01T08:00:00-05:00");
        assertThat(encounter().at("/status").asText()).isEqualTo("in-progress");
        assertThat(encounter().at("/class/code").asText()).isEqualTo("IMP");
    }

    @Test
    @DisplayName("§1.1 A02: a transfer completes the place before it, also where PV1-6 does not tell it")
    void aTransferCompletesThePlaceBefore() {
        admit();
        chart.receives(message("A02", "20260302090000", pid(), visit(3, ICU)));

        assertThat(places(encounter())).isEqualTo(Map.of("3W 301 B", "completed", "ICU 1 A", "active"));
        assertThat(encounter().at("/location/0/period/end").asText()).isEqualTo("2026-03-02T09:00:00-05:00");
    }

    @Test
    @DisplayName("§1.1 A02: a prior place that no message told of is completed too")
    void aPriorPlaceThatNobodyToldOfIsCompleted() {
        admit();
        chart.receives(message("A02", "20260303090000", pid(), visit(3, "4E^^^HOSP", 6, ICU)));

        assertThat(places(encounter()))
                .isEqualTo(Map.of("3W 301 B", "completed", "ICU 1 A", "completed", "4E", "active"));
        assertThat(encounter().at("/location/1/period/end").asText()).isEqualTo("2026-03-03T09:00:00-05:00");
    }

    @Test
    @DisplayName(
            "§1.1 A03: a discharge finishes the encounter with end, disposition and destination; all places are completed")
    void aDischargeFinishes() {
        admit();
        chart.receives(
                message("A03", "20260305120000", pid(), visit(3, WARD, 36, "01", 37, "HOME", 45, "20260305113000")));

        assertThat(encounter().at("/status").asText()).isEqualTo("finished");
        assertThat(encounter().at("/period/end").asText()).isEqualTo("2026-03-05T11:30:00-05:00");
        assertThat(encounter()
                        .at("/hospitalization/dischargeDisposition/coding/0/code")
                        .asText())
                .isEqualTo("01");
        assertThat(encounter().at("/hospitalization/destination/display").asText())
                .isEqualTo("HOME");
        assertThat(places(encounter()).values()).containsOnly("completed");
    }

    @Test
    @DisplayName("§1.1 A03: without PV1-45 the visit ended when the event happened")
    void aDischargeWithoutItsTimeEndsWithTheEvent() {
        chart.receives(
                AdtMessages.msh("A03", "20260305120000"), "EVN|A03|20260305115900||||20260305113000", pid(), visit());
        assertThat(encounter().at("/period/end").asText()).isEqualTo("2026-03-05T11:30:00-05:00");
    }

    @Test
    @DisplayName("§1.1 A05, §1.1 class: a pre-admission is planned, of class PRENC, with its pre-admit number")
    void aPreadmissionIsPlanned() {
        chart.receives(message("A05", "20260301080000", pid(), visit(2, "I", 3, WARD, 5, "PRE1^^^VISIT")));

        assertThat(encounter().at("/status").asText()).isEqualTo("planned");
        assertThat(encounter().at("/class/code").asText()).isEqualTo("PRENC");
        assertThat(encounter()
                        .at("/hospitalization/preAdmissionIdentifier/value")
                        .asText())
                .isEqualTo("PRE1");
        assertThat(places(encounter())).isEqualTo(Map.of("3W 301 B", "planned"));

        chart.receives(message("A01", "20260302080000", pid(), visit(2, "I", 3, WARD, 5, "PRE1^^^VISIT")));
        assertThat(encounter().at("/class/code").asText()).isEqualTo("IMP");
        assertThat(places(encounter())).isEqualTo(Map.of("3W 301 B", "active"));
    }

    @DisplayName("§1.1 A06, §1.1 A07: a change of class keeps the old one in the history, and one encounter")
    @ParameterizedTest(name = "§1.1 {0}: from {1} to {2} the old class stays in the history")
    @CsvSource({"A06,O,I,AMB,IMP", "A07,I,O,IMP,AMB"})
    void aChangeOfClassKeepsTheOldOne(String event, String before, String after, String old, String now) {
        chart.receives(message(event, "20260301120000", pid(), visit(2, after)));
        chart.receives(message("A01", "20260301080000", pid(), visit(2, before)));

        assertThat(chart.all(ResourceType.ENCOUNTER)).hasSize(1);
        assertThat(encounter().at("/class/code").asText()).isEqualTo(now);
        assertThat(encounter().at("/classHistory/0/class/code").asText()).isEqualTo(old);
        assertThat(encounter().at("/classHistory/0/period/end").asText()).isEqualTo("2026-03-01T12:00:00-05:00");
    }

    @Test
    @DisplayName("§1.1 A08: an update changes fields and never the status, however late it comes")
    void anUpdateNeverChangesTheStatus() {
        admit();
        chart.receives(message("A03", "20260305120000", pid(), visit(45, "20260305113000")));
        chart.receives(message("A08", "20260306090000", pid(), visit(10, "CAR")));

        assertThat(encounter().at("/status").asText()).isEqualTo("finished");
        assertThat(encounter().at("/serviceType/coding/0/code").asText()).isEqualTo("CAR");
    }

    @Test
    @DisplayName("§1.1 A09: tracking shows where the patient is for a while, and leaves bed and status")
    void trackingIsTemporary() {
        admit();
        chart.receives(message("A09", "20260302090000", pid(), visit(3, WARD, 11, "XRAY^^^HOSP")));
        assertThat(places(encounter())).isEqualTo(Map.of("3W 301 B", "active", "XRAY", "active"));

        chart.receives(message("A10", "20260302100000", pid(), visit(3, WARD)));
        assertThat(places(encounter())).isEqualTo(Map.of("3W 301 B", "active", "XRAY", "completed"));
        assertThat(encounter().at("/status").asText()).isEqualTo("in-progress");
    }

    @Test
    @DisplayName("§1.1 A10: an arrival shows that the visit is under way")
    void anArrivalShowsTheVisitUnderWay() {
        chart.receives(message("A05", "20260301080000", pid(), visit(3, WARD)));
        chart.receives(message("A10", "20260302080000", pid(), visit(3, WARD)));

        assertThat(encounter().at("/status").asText()).isEqualTo("in-progress");
        assertThat(places(encounter())).isEqualTo(Map.of("3W 301 B", "active"));
    }

    @Test
    @DisplayName("§1.1 A11: a cancelled admission cancels the encounter and keeps what hangs on it")
    void aCancelledAdmissionKeepsWhatHangsOnIt() {
        chart.receives(message("A01", "20260301080000", pid(), visit(3, WARD), "DG1|1||I10^Hypertension^I10|||A"));
        chart.receives(message("A11", "20260301090000", pid(), visit(3, WARD)));

        assertThat(encounter().at("/status").asText()).isEqualTo("cancelled");
        assertThat(encounter().at("/diagnosis")).hasSize(1);
        assertThat(chart.all(ResourceType.CONDITION)).hasSize(1);
    }

    @Test
    @DisplayName("§1.1 A12: a cancelled transfer restores the place before it, also when the cancel comes first")
    void aCancelledTransferComesFirst() {
        admit();
        chart.receives(message("A12", "20260302093000", pid(), visit(3, WARD)));
        chart.receives(message("A02", "20260302090000", pid(), visit(3, ICU)));

        assertThat(places(encounter())).isEqualTo(Map.of("3W 301 B", "active"));
        assertThat(encounter().at("/location/0/period").has("end")).isFalse();
    }

    @Test
    @DisplayName("§1.1 A13: a cancelled discharge re-opens, without end, disposition and destination, at its PV1-3")
    void aCancelledDischargeReopens() {
        admit();
        chart.receives(
                message("A13", "20260305130000", pid(), visit(3, ICU, 36, "01", 37, "HOME", 45, "20260305113000")));
        chart.receives(
                message("A03", "20260305120000", pid(), visit(3, WARD, 36, "01", 37, "HOME", 45, "20260305113000")));

        assertThat(encounter().at("/status").asText()).isEqualTo("in-progress");
        assertThat(encounter().at("/period").has("end")).isFalse();
        assertThat(encounter().has("hospitalization")).isFalse();
        assertThat(places(encounter())).isEqualTo(Map.of("3W 301 B", "completed", "ICU 1 A", "active"));
    }

    @Test
    @DisplayName("§1.1 A14: a pending admission plans, and changes no status that is further on")
    void aPendingAdmissionPlans() {
        chart.receives(message("A14", "20260301080000", pid(), visit(3, WARD)));
        assertThat(encounter().at("/status").asText()).isEqualTo("planned");
        assertThat(places(encounter())).isEqualTo(Map.of("3W 301 B", "planned"));

        chart.receives(message("A01", "20260302080000", pid(), visit(3, WARD)));
        chart.receives(message("A14", "20260303080000", pid(), visit(3, ICU)));
        assertThat(encounter().at("/status").asText()).isEqualTo("in-progress");
        assertThat(places(encounter())).isEqualTo(Map.of("3W 301 B", "active"));
        assertThat(chart.contradictions()).isEmpty();
    }

    @Test
    @DisplayName("§1.1 A15: a pending transfer reserves a place until the patient moves")
    void aPendingTransferReserves() {
        admit();
        chart.receives(message("A15", "20260302080000", pid(), visit(3, WARD, 42, ICU)));
        assertThat(places(encounter())).isEqualTo(Map.of("3W 301 B", "active", "ICU 1 A", "reserved"));

        chart.receives(message("A02", "20260302100000", pid(), visit(3, ICU)));
        assertThat(places(encounter())).isEqualTo(Map.of("3W 301 B", "completed", "ICU 1 A", "active"));
    }

    @Test
    @DisplayName("§1.1 A16: a pending discharge never finishes an encounter, whatever PV1-45 says")
    void aPendingDischargeNeverFinishes() {
        admit();
        chart.receives(message("A16", "20260304080000", pid(), visit(3, WARD, 36, "01", 45, "20260305113000")));

        assertThat(encounter().at("/status").asText()).isEqualTo("in-progress");
        assertThat(encounter().at("/period").has("end")).isFalse();
        assertThat(encounter().has("hospitalization")).isFalse();
        assertThat(encounter().at("/extension/0/valueDateTime").asText()).isEqualTo("2026-03-05T11:30:00-05:00");
    }

    @Test
    @DisplayName(
            "§1.1 A25: cancels take back the pending discharge and the pending transfer (A26), also when they come first")
    void cancelsTakeBackWhatIsPending() {
        admit();
        chart.receives(message("A25", "20260304090000", pid(), visit(3, WARD)));
        chart.receives(message("A16", "20260304080000", pid(), visit(3, WARD)));
        chart.receives(message("A26", "20260304090000", pid(), visit(3, WARD, 42, ICU)));
        chart.receives(message("A15", "20260304080000", pid(), visit(3, WARD, 42, ICU)));

        assertThat(encounter().has("extension")).isFalse();
        assertThat(places(encounter())).isEqualTo(Map.of("3W 301 B", "active"));
    }

    @Test
    @DisplayName("§1.1 A27, §1.1 A38: a cancelled pending admission or pre-admission cancels what is still planned")
    void aCancelledPendingAdmissionCancels() {
        chart.receives(message("A14", "20260301080000", pid(), visit(3, WARD, 42, ICU)));
        chart.receives(message("A27", "20260301090000", pid(), visit(3, WARD)));
        assertThat(encounter().at("/status").asText()).isEqualTo("cancelled");
        assertThat(places(encounter()).values()).doesNotContain("reserved", "active", "planned");
    }

    @Test
    @DisplayName("§1.1 A38: a cancelled pre-admission cancels the encounter")
    void aCancelledPreadmissionCancels() {
        chart.receives(message("A38", "20260301090000", pid(), visit()));
        chart.receives(message("A05", "20260301080000", pid(), visit()));

        assertThat(encounter().at("/status").asText()).isEqualTo("cancelled");
    }

    @Test
    @DisplayName("§1.1 A17: a swap gives both encounters their places at once, and its replay does not swap back")
    void aSwapGivesBothTheirPlaces() {
        String other = "PID|2||8888^^^MRN^MR||SMITH^JO";
        admit();
        chart.receives(message("A01", "20260301080000", other, visit(3, ICU, 19, "V88^^^VISIT")));
        String[] swap =
                message("A17", "20260302080000", pid(), visit(3, ICU), other, visit(3, WARD, 19, "V88^^^VISIT"));

        chart.receives(swap);
        String once = chart.texts();
        chart.receives(swap);

        assertThat(chart.texts()).isEqualTo(once);
        assertThat(places(encounter("V77"))).isEqualTo(Map.of("3W 301 B", "completed", "ICU 1 A", "active"));
        assertThat(places(encounter("V88"))).isEqualTo(Map.of("ICU 1 A", "completed", "3W 301 B", "active"));
        assertThatThrownBy(() -> chart.receives(message("A17", "20260302080000", pid(), visit(3, ICU))))
                .isInstanceOfSatisfying(
                        Rejected.class, rejected -> assertThat(rejected.code()).isEqualTo("missing-second-patient"));
    }

    @Test
    @DisplayName("§1.1 A20: a bed's status is told of the bed, and of no patient")
    void aBedsStatusIsOfTheBed() {
        chart.receives(message("A20", "20260301080000", "NPU|3W^301^B^HOSP|K"));

        assertThat(chart.all(ResourceType.PATIENT)).isEmpty();
        JsonNode bed = chart.all(ResourceType.LOCATION).stream()
                .filter(location -> location.at("/name").asText().equals("B"))
                .findFirst()
                .orElseThrow();
        assertThat(bed.at("/operationalStatus/code").asText()).isEqualTo("K");
    }

    @Test
    @DisplayName("§1.1 A21, §1.1 A22: leave puts the encounter on leave, return brings it back")
    void leaveAndReturn() {
        admit();
        chart.receives(message("A22", "20260303080000", pid(), visit(3, WARD)));
        chart.receives(message("A21", "20260302080000", pid(), visit(3, WARD)));
        assertThat(encounter().at("/status").asText()).isEqualTo("in-progress");

        chart.receives(message("A21", "20260304080000", pid(), visit(3, WARD)));
        assertThat(encounter().at("/status").asText()).isEqualTo("onleave");
    }

    @Test
    @DisplayName("§1.1 A22: a return brings the encounter back")
    void aReturnBringsBack() {
        chart.receives(message("A22", "20260303080000", pid(), visit(3, WARD)));

        assertThat(encounter().at("/status").asText()).isEqualTo("in-progress");
    }

    @Test
    @DisplayName("§1.1 A52: a cancelled leave never was; a cancelled return (A53) leaves the encounter on leave")
    void cancelsOfLeave() {
        admit();
        chart.receives(message("A21", "20260302080000", pid(), visit()));
        chart.receives(message("A52", "20260302090000", pid(), visit()));
        assertThat(encounter().at("/status").asText()).isEqualTo("in-progress");

        chart.receives(message("A53", "20260304090000", pid(), visit()));
        chart.receives(message("A22", "20260304080000", pid(), visit()));
        assertThat(encounter().at("/status").asText()).isEqualTo("onleave");
    }

    @Test
    @DisplayName("§1.1 A23: a deleted visit is entered in error with a tombstone, and nothing brings it back")
    void aDeletedVisitIsAnError() {
        chart.receives(message("A23", "20260303080000", pid(), visit(3, WARD)));
        admit();
        chart.receives(message("A01", "20260304080000", pid(), visit(3, WARD)));

        assertThat(encounter().at("/status").asText()).isEqualTo("entered-in-error");
        assertThat(encounter().at("/meta/tag/0/code").asText()).isEqualTo("deleted");
    }

    @Test
    @DisplayName("§1.1 A29: a deleted person is inactive with a tombstone until registered anew")
    void aDeletedPersonIsInactive() {
        chart.receives(message("A29", "20260302080000", pid()));
        chart.receives(message("A31", "20260303080000", pid()));
        JsonNode deleted = chart.only(ResourceType.PATIENT);
        assertThat(deleted.at("/active").asBoolean(true)).isFalse();
        assertThat(deleted.at("/meta/tag/0/code").asText()).isEqualTo("deleted");

        chart.receives(message("A28", "20260304080000", pid()));
        assertThat(chart.only(ResourceType.PATIENT).at("/active").asBoolean()).isTrue();
    }

    @DisplayName("§1.1 A28, §1.1 A31: a person event writes the patient only")
    @ParameterizedTest(name = "§1.1 {0}: the patient only, no encounter from the PV1 that the structure demands")
    @ValueSource(strings = {"A28", "A31"})
    void aPersonEventMakesNoEncounter(String event) {
        chart.receives(message(event, "20260301080000", pid(), "PV1|1|N"));

        assertThat(chart.all(ResourceType.ENCOUNTER)).isEmpty();
        assertThat(chart.all(ResourceType.PATIENT)).hasSize(1);
    }

    @DisplayName("§1.1 A54, §1.1 A61: a changed doctor is the participant, and the cancel takes it back")
    @ParameterizedTest(name = "§1.1 {0}: the doctor is the participant, and {1} takes it back, whichever comes first")
    @CsvSource({"A54,A55,7,ATND", "A61,A62,9,CON"})
    void aChangedDoctor(String event, String cancel, int field, String role) {
        chart.receives(message(cancel, "20260303080000", pid(), visit(field, "1^WELBY^MARCUS")));
        chart.receives(message(event, "20260302080000", pid(), visit(field, "2^HOUSE^GREGORY")));

        assertThat(encounter().at("/participant")).hasSize(1);
        assertThat(encounter().at("/participant/0/type/0/coding/0/code").asText())
                .isEqualTo(role);
        assertThat(encounter().at("/participant/0/individual/display").asText()).isEqualTo("MARCUS WELBY");
        assertThat(encounter().at("/status").asText()).isEqualTo("unknown");
    }

    @DisplayName("§1.1 class: PV1-2 gives the class; codes without a class of FHIR stay in their v2 table")
    @ParameterizedTest(name = "§1.1 class: PV1-2 {0} is {1} of {2}")
    @CsvSource({
        "E,EMER,http://terminology.hl7.org/CodeSystem/v3-ActCode",
        "I,IMP,http://terminology.hl7.org/CodeSystem/v3-ActCode",
        "O,AMB,http://terminology.hl7.org/CodeSystem/v3-ActCode",
        "P,PRENC,http://terminology.hl7.org/CodeSystem/v3-ActCode",
        "R,R,http://terminology.hl7.org/CodeSystem/v2-0004",
        "B,B,http://terminology.hl7.org/CodeSystem/v2-0004",
        "C,C,http://terminology.hl7.org/CodeSystem/v2-0004",
        "N,N,http://terminology.hl7.org/CodeSystem/v2-0004",
        "U,U,http://terminology.hl7.org/CodeSystem/v2-0004"
    })
    void theClassOfAVisit(String patientClass, String code, String system) {
        chart.receives(message("A08", "20260301080000", pid(), visit(2, patientClass)));

        assertThat(encounter().at("/class/code").asText()).isEqualTo(code);
        assertThat(encounter().at("/class/system").asText()).isEqualTo(system);
    }

    @DisplayName("§1.1 A04: a registration opens the encounter")
    @ParameterizedTest(name = "§1.1 A04: a registration of class {0} is {1}")
    @CsvSource({"O,in-progress", "E,in-progress", "P,planned"})
    void aRegistration(String patientClass, String status) {
        chart.receives(message("A04", "20260301080000", pid(), visit(2, patientClass)));

        assertThat(encounter().at("/status").asText()).isEqualTo(status);
    }

    @Test
    @DisplayName("§1.7 pv1: the fields of PV1 on the encounter")
    void theFieldsOfPv1() {
        chart.receives(message(
                "A01",
                "20260301080000",
                pid(),
                visit(
                        3,
                        WARD,
                        4,
                        "E",
                        5,
                        "PRE1^^^VISIT",
                        7,
                        "1^A^A",
                        8,
                        "2^B^B",
                        9,
                        "3^C^C",
                        10,
                        "CAR",
                        13,
                        "R",
                        14,
                        "1",
                        16,
                        "VIP",
                        17,
                        "4^D^D",
                        18,
                        "WALKIN",
                        38,
                        "LOW",
                        44,
                        "20260301074500",
                        50,
                        "A1^^^VISIT",
                        52,
                        "5^E^E",
                        54,
                        "EP1^^^VISIT")));

        JsonNode encounter = encounter();
        assertThat(encounter.at("/type/0/coding/0/code").asText()).isEqualTo("E");
        assertThat(encounter.at("/type/1/coding/0/code").asText()).isEqualTo("WALKIN");
        assertThat(encounter.at("/serviceType/coding/0/code").asText()).isEqualTo("CAR");
        assertThat(encounter.at("/participant"))
                .extracting(one -> one.at("/type/0/coding/0/code").asText())
                .containsExactly("ATND", "REF", "CON", "ADM", "PART");
        JsonNode stay = encounter.at("/hospitalization");
        assertThat(stay.at("/admitSource/coding/0/code").asText()).isEqualTo("1");
        assertThat(stay.at("/reAdmission/coding/0/code").asText()).isEqualTo("R");
        assertThat(stay.at("/specialCourtesy/0/coding/0/code").asText()).isEqualTo("VIP");
        assertThat(stay.at("/dietPreference/0/coding/0/code").asText()).isEqualTo("LOW");
        assertThat(stay.at("/preAdmissionIdentifier/value").asText()).isEqualTo("PRE1");
        assertThat(encounter.at("/identifier"))
                .extracting(one -> one.at("/value").asText())
                .containsExactlyInAnyOrder("V77", "A1");
        assertThat(encounter.at("/episodeOfCare/0/identifier/value").asText()).isEqualTo("EP1");
        assertThat(List.of("3W 301 B")).containsAll(places(encounter).keySet());
    }

    @Test
    @DisplayName("§1.4 movements: a movement of ZBE has its own time, and is corrected and cancelled by its number")
    void movementsHaveNumbers() {
        chart.receives(message("A01", "20260301080000", pid(), visit(3, WARD), "ZBE|M1|20260301080000||INSERT|N"));
        chart.receives(
                message("A02", "20260303080000", pid(), visit(3, "4E^^^HOSP"), "ZBE|M3|20260303080000||INSERT|N"));
        chart.receives(message(
                "A02", "20260304080000", pid(), visit(3, ICU, 7, "9^OLD^DOC"), "ZBE|M2|20260302080000||INSERT|Y"));
        assertThat(encounter().at("/location"))
                .extracting(entry -> entry.at("/location/display").asText() + " "
                        + entry.at("/status").asText())
                .containsExactly("3W 301 B completed", "ICU 1 A completed", "4E active");
        assertThat(encounter().has("participant")).isFalse();

        chart.receives(message("A12", "20260305080000", pid(), visit(3, ICU), "ZBE|M3|20260303080000||CANCEL|N|A02"));
        assertThat(places(encounter())).isEqualTo(Map.of("3W 301 B", "completed", "ICU 1 A", "active"));

        chart.receives(message("Z99", "20260306080000", pid(), visit(3, ICU), "ZBE|M2|20260302093000||UPDATE|N|A02"));
        assertThat(encounter().at("/location/1/period/start").asText()).isEqualTo("2026-03-02T09:30:00-05:00");
    }

    @Test
    @DisplayName("§1.6 implausible: a discharge before the admission is a finding, and both times are kept validly")
    void aDischargeBeforeTheAdmission() {
        chart.receives(message("A03", "20260305120000", pid(), visit(44, "20260304", 45, "20260301")));

        assertThat(encounter().at("/period/start").asText()).isEqualTo("2026-03-04");
        assertThat(encounter().at("/period").has("end")).isFalse();
        assertThat(encounter().at("/period/_end/extension/0/valueString").asText())
                .isEqualTo("2026-03-01");
        assertThat(chart.contradictions())
                .extracting(finding -> finding.code())
                .containsExactly("discharge-before-admission");
    }

    @Test
    @DisplayName("§1.1 A01: IN1 is a coverage; what a newer list leaves out is cancelled")
    void insurancesAreCoverages() {
        String in1 = "IN1|%d|%s^Plan %s|C%s^^^MRN|Insurer %s||||G1|Group||||20260101|20261231||HMO|MILLER^ANN|SEL";
        chart.receives(message(
                "A01",
                "20260301080000",
                pid(),
                pv1(WARD, "", ""),
                in1.formatted(1, "A", "A", "1", "A"),
                in1.formatted(2, "B", "B", "2", "B")));
        chart.receives(
                message("A08", "20260302080000", pid(), pv1(WARD, "", ""), in1.formatted(1, "B", "B", "2", "B")));

        Map<String, String> statuses = new TreeMap<>();
        chart.all(ResourceType.COVERAGE)
                .forEach(one -> statuses.put(
                        one.at("/payor/0/display").asText(), one.at("/status").asText()));
        assertThat(statuses).isEqualTo(Map.of("Insurer A", "cancelled", "Insurer B", "active"));
        chart.receives(message("A08", "20260303080000", pid(), pv1(WARD, "", ""), "IN1|\"\"|\"\"|\"\"|\"\""));
        assertThat(chart.all(ResourceType.COVERAGE))
                .allSatisfy(one -> assertThat(one.at("/status").asText()).isEqualTo("cancelled"));
    }
}
