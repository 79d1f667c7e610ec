package io.caravan.map.adt;

import static io.caravan.map.adt.AdtMessages.message;
import static io.caravan.map.adt.AdtMessages.pid;
import static io.caravan.map.adt.AdtMessages.pv1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.caravan.fold.ResourceType;
import io.caravan.map.Chart;
import io.caravan.message.Finding;
import io.caravan.message.Rejected;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AdtMapperTest {
    private static final String WARD = "3W^301^B^HOSP";

    private final Chart chart = AdtMessages.chart();

    private JsonNode patient() {
        return chart.only(ResourceType.PATIENT);
    }

    private JsonNode encounter() {
        return chart.only(ResourceType.ENCOUNTER);
    }

    private void admit() {
        chart.receives(message("A01", "20260301080000", pid(), pv1(WARD, "20260301074500", "")));
    }

    @Test
    void anAdmissionMakesAPatientAnEncounterAndItsPlaces() {
        admit();

        assertThat(patient().at("/identifier/0/value").asText()).isEqualTo("4711");
        assertThat(patient().at("/identifier/0/system").asText()).isEqualTo("urn:test:mrn");
        assertThat(patient().at("/identifier/0/type/coding/0/code").asText()).isEqualTo("MR");
        assertThat(patient().at("/name/0/family").asText()).isEqualTo("MILLER");
        assertThat(patient().at("/name/0/given")).extracting(JsonNode::asText).containsExactly("ANN", "B");
        assertThat(patient().at("/birthDate").asText()).isEqualTo("1975-03-01");
        assertThat(patient().at("/gender").asText()).isEqualTo("female");
        assertThat(patient().at("/active").asBoolean()).isTrue();
        assertThat(patient().has("meta")).isFalse();
        assertThat(encounter().at("/status").asText()).isEqualTo("in-progress");
        assertThat(encounter().at("/class/code").asText()).isEqualTo("IMP");
        assertThat(encounter().at("/identifier/0/value").asText()).isEqualTo("V77");
        assertThat(encounter().at("/period/start").asText()).isEqualTo("2026-03-01T07:45:00-05:00");
        assertThat(encounter().at("/subject/reference").asText())
                .isEqualTo("Patient/" + patient().at("/id").asText());
        assertThat(encounter().at("/location/0/status").asText()).isEqualTo("active");
        assertThat(chart.all(ResourceType.LOCATION))
                .extracting(location -> location.at("/name").asText())
                .containsExactlyInAnyOrder("HOSP", "3W", "301", "B");
        assertThat(chart.all(ResourceType.LOCATION).stream().filter(location -> location.has("partOf")))
                .hasSize(3);
    }

    @Test
    void anAdmissionWithoutItsTimeBeganWhenTheEventHappened() {
        chart.receives(message("A01", "20260301080000", pid(), pv1(WARD, "", "")));

        assertThat(encounter().at("/period/start").asText()).isEqualTo("2026-03-01T08:00:00-05:00");
    }

    @Test
    void aDischargeFinishesTheEncounterAndLeavesItsPlaces() {
        admit();
        chart.receives(message("A03", "20260305120000", pid(), pv1(WARD, "20260301074500", "20260305113000")));

        assertThat(encounter().at("/status").asText()).isEqualTo("finished");
        assertThat(encounter().at("/period/end").asText()).isEqualTo("2026-03-05T11:30:00-05:00");
        assertThat(encounter().at("/location/0/status").asText()).isEqualTo("completed");
        assertThat(encounter().at("/location/0/period/end").asText()).isEqualTo("2026-03-05T11:30:00-05:00");
    }

    @Test
    void anUpdateAfterTheDischargeDoesNotOpenTheEncounterAgain() {
        admit();
        chart.receives(message("A03", "20260305120000", pid(), pv1(WARD, "", "20260305113000")));
        chart.receives(
                message("A08", "20260306090000", pid("19750301|F|||NEW ST 1^^ALBANY^NY^12207"), pv1(WARD, "", "")));

        assertThat(encounter().at("/status").asText()).isEqualTo("finished");
        assertThat(encounter().at("/period/end").asText()).isEqualTo("2026-03-05T11:30:00-05:00");
        assertThat(patient().at("/address/0/city").asText()).isEqualTo("ALBANY");
    }

    @Test
    void aCancelledDischargeTakesBackItsEndWhateverItStillSays() {
        admit();
        chart.receives(message("A03", "20260305120000", pid(), pv1(WARD, "", "20260305113000")));
        chart.receives(message("A13", "20260305130000", pid(), pv1(WARD, "", "20260305113000")));

        assertThat(encounter().at("/status").asText()).isEqualTo("in-progress");
        assertThat(encounter().at("/period").has("end")).isFalse();
        assertThat(encounter().at("/location/0/status").asText()).isEqualTo("active");
        assertThat(encounter().at("/location/0/period").has("end")).isFalse();
    }

    @Test
    void aTransferClosesThePlaceThatWasLeft() {
        admit();
        chart.receives(message("A02", "20260302090000", pid(), pv1("ICU^1^A", "", "")));

        assertThat(encounter().at("/location")).hasSize(2);
        assertThat(encounter().at("/location/0/status").asText()).isEqualTo("completed");
        assertThat(encounter().at("/location/0/period/end").asText()).isEqualTo("2026-03-02T09:00:00-05:00");
        assertThat(encounter().at("/location/1/status").asText()).isEqualTo("active");
        assertThat(encounter().at("/location/1/location/display").asText()).isEqualTo("ICU 1 A");
    }

    @Test
    void aCancelledTransferIsAsIfItHadNeverBeen() {
        admit();
        String before = encounter().at("/location").toString();
        chart.receives(message("A02", "20260302090000", pid(), pv1("ICU^1^A", "", "")));
        chart.receives(message("A12", "20260302093000", pid(), pv1(WARD, "", "")));

        assertThat(encounter().at("/location").toString()).isEqualTo(before);
    }

    @Test
    void aCancelledAdmissionIsKeptAndCancelled() {
        chart.receives(message("A11", "20260301090000", pid(), pv1(WARD, "", "")));
        admit();

        assertThat(encounter().at("/status").asText()).isEqualTo("cancelled");
    }

    @ParameterizedTest
    @CsvSource({
        "A04,O,in-progress",
        "A04,E,in-progress",
        "A04,P,planned",
        "A05,P,planned",
        "A08,I,unknown",
        "A23,I,entered-in-error"
    })
    void theFirstEventOfAnEncounterDecidesItsStatus(String event, String patientClass, String status) {
        chart.receives(message(event, "20260301080000", pid(), pv1(patientClass, WARD, "", "")));

        assertThat(encounter().at("/status").asText()).isEqualTo(status);
    }

    @Test
    void aClassThatChangesLeavesTheOneBeforeInTheHistory() {
        chart.receives(message("A04", "20260301080000", pid(), pv1("E", WARD, "", "")));
        chart.receives(message("A06", "20260301120000", pid(), pv1("I", WARD, "", "")));

        assertThat(encounter().at("/class/code").asText()).isEqualTo("IMP");
        assertThat(encounter().at("/classHistory/0/class/code").asText()).isEqualTo("EMER");
    }

    @Test
    void aPersonUpdateMakesNoEncounter() {
        chart.receives(message("A31", "20260301080000", pid(), "PV1|1|N"));

        assertThat(chart.all(ResourceType.ENCOUNTER)).isEmpty();
        assertThat(patient().at("/name/0/family").asText()).isEqualTo("MILLER");
    }

    @Test
    void anEmptyFieldChangesNothingAndANullFieldClears() {
        chart.receives(message("A28", "20260301080000", pid("19750301|F|||A^^B^NY^1||555-1|555-2")));
        chart.receives(message("A31", "20260302080000", pid("||||||\"\"|")));

        assertThat(patient().at("/birthDate").asText()).isEqualTo("1975-03-01");
        assertThat(patient().at("/address/0/city").asText()).isEqualTo("B");
        assertThat(patient().at("/telecom")).hasSize(1);
        assertThat(patient().at("/telecom/0/value").asText()).isEqualTo("555-2");
        assertThat(patient().at("/telecom/0/use").asText()).isEqualTo("work");
    }

    @Test
    void anOlderMessageStillFillsWhatWasNeverGiven() {
        chart.receives(message("A31", "20260302080000", "PID|1||4711^^^MRN^MR||SMITH^ANN"));
        chart.receives(message("A28", "20260301080000", pid()));

        assertThat(patient().at("/name/0/family").asText()).isEqualTo("SMITH");
        assertThat(patient().at("/birthDate").asText()).isEqualTo("1975-03-01");
    }

    @Test
    void aBirthTimeDoesNotMoveTheBirthDate() {
        chart.receives(message("A28", "20260301080000", pid("19800301233000|F")));

        assertThat(patient().at("/birthDate").asText()).isEqualTo("1980-03-01");
        assertThat(patient().at("/_birthDate/extension/0/valueDateTime").asText())
                .isEqualTo("1980-03-01T23:30:00-05:00");
    }

    @Test
    void aBirthDateThatIsNoDayIsADeadLetter() {
        assertThatThrownBy(() -> chart.receives(message("A28", "20260301080000", pid("19751332|F"))))
                .isInstanceOfSatisfying(Rejected.class, rejected -> {
                    assertThat(rejected.hl7Code()).isEqualTo(102);
                    assertThat(rejected.place()).isEqualTo("PID-7");
                });
    }

    @Test
    void aPatientWithoutANumberIsADeadLetter() {
        assertThatThrownBy(() -> chart.receives(message("A28", "20260301080000", "PID|1||||MILLER^ANN")))
                .isInstanceOfSatisfying(Rejected.class, rejected -> {
                    assertThat(rejected.hl7Code()).isEqualTo(101);
                    assertThat(rejected.code()).isEqualTo("missing-patient-id");
                    assertThat(rejected.place()).isEqualTo("PID-3");
                });
    }

    @Test
    void anUnknownAuthorityOfThePatientIsADeadLetterAndOfAnotherNumberAFinding() {
        assertThatThrownBy(() -> chart.receives(message("A28", "20260301080000", "PID|1||1^^^ELSEWHERE^MR||M^A")))
                .isInstanceOfSatisfying(
                        Rejected.class, rejected -> assertThat(rejected.code()).isEqualTo("unknown-authority"));

        chart.receives(message("A28", "20260301080000", "PID|1||1^^^MRN^MR~2^^^ELSEWHERE^PI||M^A"));
        assertThat(chart.findings()).contains(new Finding("unknown-authority", "PID-3"));
        assertThat(patient().at("/identifier")).hasSize(2);
    }

    @Test
    void theSameNumberUnderTwoAuthoritiesIsTwoPatients() {
        chart.receives(message("A28", "20260301080000", "PID|1||1^^^MRN^MR||M^A"));
        chart.receives(message("A28", "20260301080000", "PID|1||1^^^&1.2.3&ISO^MR||M^A"));

        assertThat(chart.all(ResourceType.PATIENT)).hasSize(2);
    }

    @Test
    void aVisitEventWithoutAVisitNumberIsADeadLetter() {
        assertThatThrownBy(() -> chart.receives(message("A01", "20260301080000", pid(), "PV1|1|I|3W")))
                .isInstanceOfSatisfying(
                        Rejected.class, rejected -> assertThat(rejected.place()).isEqualTo("PV1-19"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"A32", "Z98"})
    void anEventThatIsNotCarriedIsExcludedByName(String event) {
        chart.receives(message(event, "20260301080000", pid()));

        assertThat(chart.last().orElseThrow().exclusion()).contains("event-not-carried:" + event);
        assertThat(chart.all()).isEmpty();
    }

    @Test
    void aMergeNamesSurvivorAndSubsumed() {
        chart.receives(message("A40", "20260301080000", pid(), "MRG|1000^^^MRN^MR"));

        assertThat(chart.last().orElseThrow().merges()).hasSize(1);
        assertThat(chart.all(ResourceType.PATIENT)).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource({
        "4711^^^MRN^MR,merge-into-itself",
        "1000^^^&1.2.3&ISO^MR,merge-across-authorities",
        "1000^^^MRN^AN,merge-across-types"
    })
    void aMergeThatCannotBeMeantIsADeadLetter(String subsumed, String code) {
        assertThatThrownBy(() -> chart.receives(message("A40", "20260301080000", pid(), "MRG|" + subsumed)))
                .isInstanceOfSatisfying(
                        Rejected.class, rejected -> assertThat(rejected.code()).isEqualTo(code));
    }

    @Test
    void aLinkOfTwoPatientsKeepsBothInUse() {
        String other = "PID|1||8888^^^MRN^MR||MILLER^ANNE";
        chart.receives(message("A24", "20260301080000", pid(), other));
        assertThat(chart.all(ResourceType.PATIENT))
                .allSatisfy(patient ->
                        assertThat(patient.at("/link/0/type").asText()).isEqualTo("seealso"));

        chart.receives(message("A37", "20260302080000", pid(), other));
        assertThat(chart.all(ResourceType.PATIENT)).noneMatch(patient -> patient.has("link"));
    }

    @Test
    void aDeathIsTakenBackByANewerNo() {
        chart.receives(message("A08", "20260301080000", pid("19750301|F" + "|".repeat(21) + "20260228|Y")));
        assertThat(patient().at("/deceasedDateTime").asText()).isEqualTo("2026-02-28");

        chart.receives(message("A08", "20260302080000", pid("19750301|F" + "|".repeat(22) + "N")));
        assertThat(patient().at("/deceasedBoolean").asBoolean(true)).isFalse();
        assertThat(patient().has("deceasedDateTime")).isFalse();
    }

    @Test
    void aDiagnosisIsAConditionOfTheEncounterAndCanBeTakenBack() {
        chart.receives(
                message("A01", "20260301080000", pid(), pv1(WARD, "", ""), "DG1|1||I10^Hypertension^I10||20260301|A"));
        JsonNode condition = chart.only(ResourceType.CONDITION);
        assertThat(condition.at("/code/coding/0/system").asText()).isEqualTo("http://hl7.org/fhir/sid/icd-10");
        assertThat(condition.at("/encounter/reference").asText())
                .isEqualTo("Encounter/" + encounter().at("/id").asText());
        assertThat(encounter().at("/diagnosis/0/condition/reference").asText())
                .isEqualTo("Condition/" + condition.at("/id").asText());

        chart.receives(message(
                "A08", "20260302080000", pid(), pv1(WARD, "", ""), "DG1|1||I10^Hypertension^I10|||A|||||||||||||||D"));
        assertThat(chart.only(ResourceType.CONDITION)
                        .at("/verificationStatus/coding/0/code")
                        .asText())
                .isEqualTo("entered-in-error");
        assertThat(encounter().has("diagnosis")).isFalse();
    }

    @Test
    void aMessageWithoutAnyTimeFillsAndOverridesNothing() {
        chart.receives(message("A28", "20260301080000", "PID|1||4711^^^MRN^MR||SMITH^ANN"));
        chart.receives(AdtMessages.msh("A31", ""), "EVN|A31", pid());

        assertThat(patient().at("/name/0/family").asText()).isEqualTo("SMITH");
        assertThat(patient().at("/gender").asText()).isEqualTo("female");
        assertThat(chart.findings()).contains(new Finding("no-version-time", "MSH-7"));
    }

    @Test
    void aLateUpdateThatOnlyRepeatsOlderFactsDecidesNothing() {
        admit();
        chart.receives(message("A08", "20260302090000", pid(), pv1(WARD, "20260301074500", "")));
        chart.receives(message("A08", "20260301120000", pid(), pv1(WARD, "20260301074500", "")));

        assertThat(chart.lastDecided()).isFalse();
    }
}
