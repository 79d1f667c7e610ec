package io.caravan.map.medications;

import static io.caravan.map.Lines.segment;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.caravan.fold.ResourceType;
import io.caravan.map.Chart;
import io.caravan.map.registry.Mappers;
import io.caravan.message.DataClass;
import io.caravan.message.Finding;
import io.caravan.message.Rejected;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MedicationsMapperTest {
    static final String PID = "PID|1||4711^^^MRN^MR||MILLER^ANN||19750301|F";
    static final String PV1 = segment("PV1", 2, "I", 19, "V77^^^VISIT");
    static final String RXR = "RXR|PO^Oral";

    private final Chart chart =
            new Chart(Chart.site(DataClass.MEDICATIONS), new MedicationsMapper(), Mappers.rows(DataClass.MEDICATIONS));

    static String msh(String type, String sent) {
        return "MSH|^~\\&|PHARM|HOSP|CARAVAN|HOSP|" + sent + "||" + type + "|" + sent + "|P|2.5.1";
    }

    static String orc(String control, String status, String at) {
        return segment("ORC", 1, control, 2, "P1^PLACER", 3, "F1^LAB", 5, status, 9, at);
    }

    static String rxe(String dose, String unit) {
        return segment("RXE", 2, "1049502^Oxycodone 10 MG^RXNORM", 3, dose, 5, unit);
    }

    static String rxo(String dose, String unit) {
        return segment("RXO", 1, "OXY10^Oxycodone^L", 2, dose, 4, unit);
    }

    private JsonNode order(String... segments) {
        chart.receives(msh("RDE^O11", "20260301100000"), PID, PV1, String.join("\r", segments));
        return chart.only(ResourceType.MEDICATION_REQUEST);
    }

    @Test
    void anOrderNamesItsDrugItsDoseItsRouteAndItsTimes() {
        JsonNode order = order(
                orc("NW", "", "20260301095500"),
                segment("RXE", 2, "1049502^Oxycodone 10 MG^RXNORM", 3, "5", 5, "mg", 7, "^with food", 15, "RX99"),
                segment("TQ1", 1, 1, 3, "BID", 7, "202603011000", 8, "20260310", 9, "S"),
                RXR);

        assertThat(order.at("/status").asText()).isEqualTo("active");
        assertThat(order.at("/intent").asText()).isEqualTo("order");
        assertThat(order.at("/priority").asText()).isEqualTo("stat");
        assertThat(order.at("/authoredOn").asText()).isEqualTo("2026-03-01T09:55:00-05:00");
        assertThat(order.at("/medicationCodeableConcept/coding/0/system").asText())
                .isEqualTo("http://www.nlm.nih.gov/research/umls/rxnorm");
        assertThat(order.findValuesAsText("value")).contains("P1", "F1", "RX99");
        JsonNode dosage = order.at("/dosageInstruction/0");
        assertThat(dosage.at("/doseAndRate/0/doseQuantity").toString())
                .isEqualTo("{\"value\":5,\"unit\":\"mg\",\"system\":\"http://unitsofmeasure.org\",\"code\":\"mg\"}");
        assertThat(dosage.at("/text").asText()).isEqualTo("with food");
        assertThat(dosage.at("/route/coding/0/code").asText()).isEqualTo("26643006");
        assertThat(dosage.at("/route/coding/1/code").asText()).isEqualTo("PO");
        assertThat(dosage.at("/timing/code/coding/0/code").asText()).isEqualTo("BID");
        assertThat(dosage.at("/timing/repeat/frequency").asInt()).isEqualTo(2);
        assertThat(dosage.at("/timing/repeat/boundsPeriod/start").asText()).isEqualTo("2026-03-01T10:00:00-05:00");
        assertThat(dosage.at("/timing/repeat/boundsPeriod/end").asText()).isEqualTo("2026-03-10");
        assertThat(chart.findings()).isEmpty();
    }

    @Test
    void prescriberAndPharmacyMakeOneOrderWithBothCodings() {
        chart.receives(msh("OMP^O09", "20260301100000"), PID, orc("NW", "", "20260301095500"), rxo("10", "mg"), RXR);
        chart.receives(msh("RDE^O11", "20260301100500"), PID, orc("NW", "", "20260301095500"), rxe("2", "tablet"), RXR);

        JsonNode order = chart.only(ResourceType.MEDICATION_REQUEST);
        assertThat(order.at("/medicationCodeableConcept/coding").findValuesAsText("code"))
                .containsExactly("1049502", "OXY10");
        assertThat(order.at("/dosageInstruction")).hasSize(1);
        assertThat(order.at("/dosageInstruction/0/doseAndRate/0/doseQuantity/unit")
                        .asText())
                .isEqualTo("tablet");
    }

    @Test
    void aNewerWordOfThePrescriberCountsUntilThePharmacyHasEncodedIt() {
        chart.receives(msh("RDE^O11", "20260301100500"), PID, orc("NW", "", "20260301095500"), rxe("10", "mg"), RXR);
        chart.receives(msh("OMP^O09", "20260301120000"), PID, orc("XO", "", "20260301115500"), rxo("5", "mg"), RXR);

        JsonNode order = chart.only(ResourceType.MEDICATION_REQUEST);
        assertThat(order.at("/dosageInstruction/0/doseAndRate/0/doseQuantity/value")
                        .asText())
                .isEqualTo("5");
        assertThat(order.at("/status").asText()).isEqualTo("active");
    }

    @ParameterizedTest
    @CsvSource({".5,0.5", "0.50,0.50", "5,5", "05,5", "-1,-1"})
    void aPlainDecimalDoseKeepsItsDigits(String dose, String value) {
        order(orc("NW", "", "20260301095500"), rxe(dose, "mg"), RXR);

        assertThat(chart.texts()).contains("\"doseQuantity\":{\"value\":" + value + ",");
    }

    @ParameterizedTest
    @CsvSource({"'0,5'", "'1,000'", "1O", "<5", "5.", "1e3", "five", "+5", "'5 mg'"})
    void anyOtherDoseIsRejected(String dose) {
        assertThatThrownBy(() -> order(orc("NW", "", "20260301095500"), rxe(dose, "mg"), RXR))
                .isInstanceOfSatisfying(Rejected.class, e -> {
                    assertThat(e.hl7Code()).isEqualTo(102);
                    assertThat(e.code()).isEqualTo("dose-not-a-plain-decimal");
                    assertThat(e.place()).isEqualTo("RXE-3");
                });
    }

    @Test
    void aLeastAndAGreatestDoseAreARange() {
        JsonNode order = order(
                orc("NW", "", "20260301095500"),
                segment("RXE", 2, "1049502^Oxycodone^RXNORM", 3, "5", 4, "10", 5, "mg"),
                RXR);

        JsonNode range = order.at("/dosageInstruction/0/doseAndRate/0/doseRange");
        assertThat(range.at("/low/value").asText()).isEqualTo("5");
        assertThat(range.at("/high/value").asText()).isEqualTo("10");
    }

    @Test
    void freeTextStaysTextWithoutInventedNumbers() {
        JsonNode order = order(
                orc("NW", "", "20260301095500"),
                segment("RXO", 1, "^Polycillin 500 mg TABS", 6, "^Take with water", 7, "^500 mg Q6H for 10 days"),
                RXR);

        JsonNode dosage = order.at("/dosageInstruction/0");
        assertThat(dosage.at("/text").asText()).isEqualTo("500 mg Q6H for 10 days");
        assertThat(dosage.at("/patientInstruction").asText()).isEqualTo("Take with water");
        assertThat(dosage.has("doseAndRate")).isFalse();
        assertThat(dosage.has("timing")).isFalse();
        assertThat(order.at("/medicationCodeableConcept/text").asText()).isEqualTo("Polycillin 500 mg TABS");
    }

    @Test
    void aTaperKeepsItsSteps() {
        JsonNode order = order(
                orc("NW", "", "20260301095500"),
                segment("RXE", 2, "8640^Prednisone^RXNORM", 3, "40", 5, "mg"),
                segment("TQ1", 1, 1, 2, "40^mg", 3, "QD", 6, "3^D", 12, "S"),
                segment("TQ1", 1, 2, 2, "20^mg", 3, "QD", 6, "3^D", 12, "S"),
                segment("TQ1", 1, 3, 2, "10^mg", 3, "QD", 6, "3^D"),
                RXR);

        JsonNode steps = order.at("/dosageInstruction");
        assertThat(steps).hasSize(3);
        assertThat(steps.at("/1/sequence").asInt()).isEqualTo(2);
        assertThat(steps.at("/2/doseAndRate/0/doseQuantity/value").asText()).isEqualTo("10");
        assertThat(steps.at("/2/timing/repeat/boundsDuration/value").asText()).isEqualTo("3");
    }

    @ParameterizedTest
    @CsvSource({
        "BID,2,1,d",
        "TID,3,1,d",
        "QID,4,1,d",
        "QD,1,1,d",
        "QOD,1,2,d",
        "Q6H,1,6,h",
        "Q30M,1,30,min",
        "Q2D,1,2,d",
        "5ID,5,1,d",
        "Q8H PRN,1,8,h"
    })
    void aRepeatPatternOfTheTableHasItsNumbers(String pattern, int frequency, int period, String unit) {
        JsonNode repeat = order(orc("NW", "", "20260301095500"), rxe("5", "mg"), segment("TQ1", 1, 1, 3, pattern), RXR)
                .at("/dosageInstruction/0/timing/repeat");

        assertThat(repeat.at("/frequency").asInt()).isEqualTo(frequency);
        assertThat(repeat.at("/period").asInt()).isEqualTo(period);
        assertThat(repeat.at("/periodUnit").asText()).isEqualTo(unit);
    }

    @ParameterizedTest
    @CsvSource({"every now and then", "QXH", "C"})
    void anyOtherPatternStaysText(String pattern) {
        JsonNode timing = order(orc("NW", "", "20260301095500"), rxe("5", "mg"), segment("TQ1", 1, 1, 3, pattern), RXR)
                .at("/dosageInstruction/0/timing");

        assertThat(timing.at("/code/text").asText()).isEqualTo(pattern);
        assertThat(timing.has("repeat")).isFalse();
    }

    @Test
    void asNeededIsKept() {
        assertThat(order(orc("NW", "", "20260301095500"), rxe("5", "mg"), segment("TQ1", 1, 1, 3, "PRN"), RXR)
                        .at("/dosageInstruction/0/asNeededBoolean")
                        .asBoolean())
                .isTrue();
    }

    @Test
    void timesOfOldMessagesComeFromRxe1() {
        JsonNode timing = order(
                        orc("NW", "", "20260301095500"),
                        segment("RXE", 1, "^Q6H^D10^202603011000^^R", 2, "1049502^Oxycodone^RXNORM", 3, "5", 5, "mg"),
                        RXR)
                .at("/dosageInstruction/0/timing");

        assertThat(timing.at("/repeat/period").asInt()).isEqualTo(6);
        assertThat(timing.at("/repeat/boundsPeriod/start").asText()).isEqualTo("2026-03-01T10:00:00-05:00");
    }

    @ParameterizedTest
    @CsvSource({
        "NW,'',active", "OK,'',active", "CA,'',cancelled", "CR,'',cancelled", "OC,'',cancelled", "UA,'',cancelled",
        "DC,'',stopped", "DR,'',stopped", "OD,'',stopped", "HD,'',on-hold", "OH,'',on-hold", "RL,'',active",
        "RP,'',stopped", "RU,'',stopped", "RQ,'',stopped", "RO,'',active", "XO,'',unknown", "DF,'',unknown",
        "UX,'',unknown", "SC,CM,completed", "SC,DC,stopped", "SC,HD,on-hold", "SC,IP,active", "SC,ER,entered-in-error",
        "NW,CA,cancelled", "SC,'',unknown"
    })
    void orderControlAndStatusDecideTheStatus(String control, String orderStatus, String status) {
        assertThat(order(orc(control, orderStatus, "20260301095500"), rxe("5", "mg"), RXR)
                        .at("/status")
                        .asText())
                .isEqualTo(status);
    }

    @Test
    void aStoppedOrderStaysStoppedHoweverLateItsBeginningArrives() {
        chart.receives(msh("RDE^O11", "20260302100000"), PID, orc("DC", "", "20260302095500"), rxe("5", "mg"), RXR);
        chart.receives(msh("RDE^O11", "20260303100000"), PID, orc("NW", "", "20260301095500"), rxe("5", "mg"), RXR);
        chart.receives(msh("RDE^O11", "20260303100000"), PID, orc("XO", "", "20260303095500"), rxe("6", "mg"), RXR);

        assertThat(chart.only(ResourceType.MEDICATION_REQUEST).at("/status").asText())
                .isEqualTo("stopped");
    }

    @Test
    void ofTwoStatementsOfTheSameMinuteTheEndingOneCounts() {
        chart.receives(msh("RDE^O11", "20260302100000"), PID, orc("DC", "", "202603020955"), rxe("5", "mg"), RXR);
        chart.receives(msh("RDE^O11", "20260302100001"), PID, orc("NW", "", "202603020955"), rxe("5", "mg"), RXR);

        assertThat(chart.only(ResourceType.MEDICATION_REQUEST).at("/status").asText())
                .isEqualTo("stopped");
    }

    @Test
    void aReplacementPointsToWhatItReplaces() {
        chart.receives(
                msh("RDE^O11", "20260301100000"),
                PID,
                orc("RP", "", "20260301095500"),
                rxe("5", "mg"),
                RXR,
                segment("ORC", 1, "RO", 2, "P2^PLACER", 9, "20260301095500"),
                rxe("10", "mg"),
                RXR);

        JsonNode replacement = chart.all(ResourceType.MEDICATION_REQUEST).stream()
                .filter(order -> order.has("priorPrescription"))
                .findFirst()
                .orElseThrow();
        JsonNode old = chart.all(ResourceType.MEDICATION_REQUEST).stream()
                .filter(order -> !order.has("priorPrescription"))
                .findFirst()
                .orElseThrow();
        assertThat(replacement.at("/status").asText()).isEqualTo("active");
        assertThat(replacement.at("/priorPrescription/reference").asText())
                .isEqualTo("MedicationRequest/" + old.at("/id").asText());
        assertThat(old.at("/status").asText()).isEqualTo("stopped");
    }

    @Test
    void anUnmappedRouteKeepsItsCodeAndIsAFinding() {
        JsonNode route = order(orc("NW", "", "20260301095500"), rxe("5", "mg"), "RXR|XQ^Through the ear")
                .at("/dosageInstruction/0/route");

        assertThat(route.at("/coding/0/code").asText()).isEqualTo("XQ");
        assertThat(route.at("/coding/0/display").asText()).isEqualTo("Through the ear");
        assertThat(chart.findings()).containsExactly(new Finding("unmapped-code", "RXR-1"));
    }

    @Test
    void aMissingRouteAndAMissingUnitAreFindingsAndNeverDefaulted() {
        JsonNode order = order(orc("NW", "", "20260301095500"), rxe("5", ""));

        assertThat(order.at("/dosageInstruction/0").has("route")).isFalse();
        assertThat(chart.findings())
                .containsExactlyInAnyOrder(
                        new Finding("dose-without-unit", "RXE-5"), new Finding("missing-route", "RXR-1"));
    }

    @Test
    void theDosageFormIsNotTheRoute() {
        JsonNode order = order(
                orc("NW", "", "20260301095500"),
                segment("RXE", 2, "1049502^Oxycodone^RXNORM", 3, "1", 5, "mg", 6, "TAB^Tablet"));

        assertThat(order.at("/dosageInstruction/0").has("route")).isFalse();
    }

    @Test
    void anOrderWithoutNumberIsRejected() {
        assertThatThrownBy(() -> order("ORC|NW", rxe("5", "mg"), RXR))
                .isInstanceOfSatisfying(
                        Rejected.class, e -> assertThat(e.code()).isEqualTo("missing-order-number"));
    }

    @Test
    void anAdministrationNamesItsOrderItsTimeAndItsDose() {
        chart.receives(
                msh("RAS^O17", "20260301120000"),
                PID,
                PV1,
                orc("RE", "", "20260301115500"),
                segment(
                        "RXA",
                        1,
                        0,
                        2,
                        1,
                        3,
                        "202603011130",
                        5,
                        "1049502^Oxycodone^RXNORM",
                        6,
                        "5.0",
                        7,
                        "mg",
                        10,
                        "N7^NURSE^JO",
                        20,
                        "CP"),
                RXR);

        JsonNode given = chart.only(ResourceType.MEDICATION_ADMINISTRATION);
        assertThat(given.at("/status").asText()).isEqualTo("completed");
        assertThat(given.at("/effectiveDateTime").asText()).isEqualTo("2026-03-01T11:30:00-05:00");
        assertThat(chart.texts()).contains("\"dose\":{\"value\":5.0,");
        assertThat(given.at("/dosage/route/coding/0/code").asText()).isEqualTo("26643006");
        assertThat(given.at("/performer/0/actor/display").asText()).isEqualTo("JO NURSE");
        assertThat(given.at("/request/reference").asText()).startsWith("MedicationRequest/");
        assertThat(chart.all(ResourceType.MEDICATION_REQUEST)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"RE,'',not-done", "NA,'',not-done", "PA,'',completed", "CP,D,entered-in-error", "CP,U,completed"})
    void completionAndActionDecideTheAdministrationsStatus(String completion, String action, String status) {
        chart.receives(
                msh("RAS^O17", "20260301120000"),
                PID,
                orc("RE", "", "20260301115500"),
                segment("RXA", 2, 1, 3, "202603011130", 5, "1^Drug^L", 6, "5", 7, "mg", 20, completion, 21, action),
                RXR);

        assertThat(chart.only(ResourceType.MEDICATION_ADMINISTRATION)
                        .at("/status")
                        .asText())
                .isEqualTo(status);
    }

    @Test
    void anAdministeredDoseThatIsNotPlainIsRejected() {
        assertThatThrownBy(() -> chart.receives(
                        msh("RAS^O17", "20260301120000"),
                        PID,
                        orc("RE", "", "20260301115500"),
                        segment("RXA", 2, 1, 3, "202603011130", 5, "1^Drug^L", 6, "0,5", 7, "mg")))
                .isInstanceOfSatisfying(
                        Rejected.class, e -> assertThat(e.place()).isEqualTo("RXA-6"));
    }

    @Test
    void aDispenseNamesWhatWasHandedOutAndWhen() {
        chart.receives(
                msh("RDS^O13", "20260301120000"),
                PID,
                orc("RE", "", "20260301115500"),
                segment("RXD", 1, 1, 2, "1049502^Oxycodone^RXNORM", 3, "20260301", 4, "30", 5, "TAB^Tablet"));

        JsonNode dispense = chart.only(ResourceType.MEDICATION_DISPENSE);
        assertThat(dispense.at("/whenHandedOver").asText()).isEqualTo("2026-03-01");
        assertThat(dispense.at("/quantity/value").asText()).isEqualTo("30");
        assertThat(dispense.at("/authorizingPrescription/0/reference").asText()).startsWith("MedicationRequest/");
    }

    @Test
    @DisplayName("§4.2(7): several drugs under one placer's number stay several, and are raised")
    void drugsThatShareOneNumberStaySeveral() {
        chart.receives(
                msh("RDE^O11", "20260301120000"),
                PID,
                orc("NW", "", "20260301115500"),
                segment("RXE", 2, "1^One^L", 3, "5", 5, "mg"),
                RXR,
                orc("NW", "", "20260301115500"),
                segment("RXE", 2, "2^Two^L", 3, "5", 5, "mg"),
                RXR);

        assertThat(chart.all(ResourceType.MEDICATION_REQUEST)).hasSize(2);
        assertThat(chart.findings()).contains(new Finding("repeated-order-number", "ORC-2"));
    }
}
