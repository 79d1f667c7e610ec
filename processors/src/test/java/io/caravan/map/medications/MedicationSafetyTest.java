package io.caravan.map.medications;

import static io.caravan.map.Lines.segment;
import static io.caravan.map.Rows.row;
import static io.caravan.map.medications.Pharmacy.INTRAVENOUS;
import static io.caravan.map.medications.Pharmacy.ORAL;
import static io.caravan.map.medications.Pharmacy.orc;
import static io.caravan.map.medications.Pharmacy.rxe;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.caravan.fold.ResourceType;
import io.caravan.message.Finding;
import io.caravan.message.Rejected;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The safety checks of drug orders: clinical rules §4.2. */
class MedicationSafetyTest {
    /** 2026-03-01T10:00 in New York. */
    private static final long TEN = 1_772_377_200L;

    private final Pharmacy pharmacy = new Pharmacy();

    @ParameterizedTest
    @ValueSource(strings = {"0,5", "1,000", "1 000", "1O", "<5", "5.", "1e3", "five", "+5", "5 mg", "5-10"})
    @DisplayName("§4.2(1): a dose that is no plain decimal is a dead letter")
    void noPlainDecimal(String dose) {
        assertThatThrownBy(() -> pharmacy.orders(orc("NW", 1), rxe(dose, "mg"), ORAL))
                .isInstanceOfSatisfying(Rejected.class, e -> {
                    assertThat(e.code()).isEqualTo("dose-not-a-plain-decimal");
                    assertThat(e.place()).isEqualTo("RXE-3");
                });
    }

    @Test
    @DisplayName("§4.2(1): .5 is 0.5, and a dose that is not positive is raised")
    void pointFive() {
        pharmacy.orders(orc("NW", 1), rxe(".5", "mg"), ORAL);
        assertThat(pharmacy.chart.texts()).contains("\"doseQuantity\":{\"value\":0.5,");
        pharmacy.orders(orc("XO", 2), rxe("-0.0", "mg"), ORAL);
        assertThat(pharmacy.findings()).contains("dose-not-positive");
    }

    @Test
    @DisplayName("§4.2(2): a dose without a unit is raised, a unit nobody knows stays text and is raised")
    void units() {
        pharmacy.orders(orc("NW", 1), rxe("5", ""), ORAL);
        assertThat(pharmacy.chart.findings()).contains(new Finding("dose-without-unit", "RXE-5"));
        pharmacy.orders(orc("XO", 2), rxe("5", "furlong"), ORAL);
        assertThat(pharmacy.chart.findings()).contains(new Finding("unmapped-unit", "RXE-5"));
        assertThat(pharmacy.dosage().at("/doseAndRate/0/doseQuantity").has("code"))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({"TAB,mL,true", "TAB,mg,false", "TAB,tablet,false", "SYR,tablet,true", "SYR,mL,false", "ODD,mL,false"})
    @DisplayName("§4.2(2): a unit that the form cannot have is raised")
    void unitAndForm(String form, String unit, boolean raised) {
        pharmacy.orders(orc("NW", 1), segment("RXE", 2, "1^D^L", 3, "5", 5, unit, 6, form + "^Form^L"), ORAL);

        assertThat(pharmacy.contradictions().contains("unit-unlike-form")).isEqualTo(raised);
    }

    @ParameterizedTest
    @CsvSource({
        "5,mg,50,mg,dose-changed-tenfold",
        "50,mg,5,mg,dose-changed-tenfold",
        "0.5,mg,50,mg,dose-changed-hundredfold",
        "5,mg,5,mcg,dose-unit-changed",
        "5,mcg,5,g,dose-unit-changed",
        "5,mg,500,mcg,dose-changed-tenfold",
        "1,mg,1000,mg,dose-changed-thousandfold",
        "10,units,100,units,dose-changed-tenfold",
        "1.50,mL,15,mL,dose-changed-tenfold"
    })
    @DisplayName("§4.2(2): a dose ten, a hundred or a thousand times the one before is raised, in any order")
    void tenfold(String before, String unitBefore, String after, String unitAfter, String code) {
        pharmacy.orders(orc("NW", 1), rxe(before, unitBefore), ORAL);
        assertThat(pharmacy.contradictions()).isEmpty();
        pharmacy.orders(orc("XO", 2), rxe(after, unitAfter), ORAL);
        assertThat(pharmacy.contradictions()).containsExactly(code);

        Pharmacy backwards = new Pharmacy();
        backwards.orders(orc("XO", 2), rxe(after, unitAfter), ORAL);
        backwards.orders(orc("NW", 1), rxe(before, unitBefore), ORAL);
        assertThat(backwards.contradictions()).containsExactly(code);
    }

    @ParameterizedTest
    @CsvSource({"5,mg,10,mg", "500,mg,0.5,g", "5,mg,5.0,mg", "10,mg,1,tablet", "5,mg,50,mL"})
    @DisplayName("§4.2(2): the same amount, another dose and another kind of unit are not raised")
    void notTenfold(String before, String unitBefore, String after, String unitAfter) {
        pharmacy.orders(orc("NW", 1), rxe(before, unitBefore), ORAL);
        pharmacy.orders(orc("XO", 2), rxe(after, unitAfter), ORAL);

        assertThat(pharmacy.contradictions()).isEmpty();
    }

    @Test
    @DisplayName("§4.2(2): a titration by small steps is not raised, though its ends are tenfold")
    void titration() {
        for (String dose : List.of("1", "2", "5", "10")) {
            pharmacy.orders(orc("XO", Integer.parseInt(dose)), rxe(dose, "mg"), ORAL);
        }

        assertThat(pharmacy.contradictions()).isEmpty();
    }

    @Test
    @DisplayName("§4.2(2): the pharmacy's count times strength is held against the prescriber's dose")
    void countTimesStrength() {
        pharmacy.sends("OMP^O09", orc("NW", 1), segment("RXO", 1, "OXY10^Oxycodone^L", 2, "50", 4, "mg"), ORAL);
        pharmacy.orders(orc("XO", 2), segment("RXE", 2, "1^Drug^L", 3, "2", 5, "tablet", 25, "250", 26, "mg"), ORAL);

        assertThat(pharmacy.contradictions()).containsExactly("dose-changed-tenfold");
    }

    @ParameterizedTest
    @CsvSource({"5,1,true", "50,10,true", "0.5,1,true", "50,4,false", "5,10,true", "25,2,false"})
    @DisplayName("§4.2(2): a dispense ten or a hundred times the dose is raised, by strength or strength times count")
    void dispenseAgainstDose(String strength, String count, boolean raised) {
        pharmacy.sends(
                "RDS^O13",
                orc("RE", 3),
                segment(
                        "RXD",
                        1,
                        "1",
                        2,
                        "1^Drug^L",
                        3,
                        "202603011130",
                        4,
                        count,
                        5,
                        "tablet",
                        16,
                        strength,
                        17,
                        "mg"));
        pharmacy.orders(orc("NW", 1), rxe("50", "mg"), ORAL);

        assertThat(pharmacy.contradictions().contains("dispense-unlike-dose")).isEqualTo(raised);
    }

    @Test
    @DisplayName("§4.2(3): value and unit are those of the source, never converted, also of a row")
    void neverConverted() {
        pharmacy.chart.reads(row(
                TEN, "order_number", "P1", "patient_id", "4711", "dose", "0.50", "dose_unit", "mg", "status", "IP"));

        assertThat(pharmacy.chart.texts()).contains("\"value\":0.50,\"unit\":\"mg\"");
    }

    @Test
    @DisplayName("§4.2(4): no text is generated, and the source's own (QD, U, trailing zeros) is not rewritten")
    void noTextIsGenerated() {
        pharmacy.orders(orc("NW", 1), rxe("5.0", "mg"), "TQ1|1||QD", ORAL);
        assertThat(pharmacy.dosage().has("text")).isFalse();

        pharmacy.orders(orc("XO", 2), segment("RXE", 2, "1^D^L", 3, "5.0", 5, "mg", 7, "^5.0 U QD SC"), ORAL);
        assertThat(pharmacy.dosage().at("/text").asText()).isEqualTo("5.0 U QD SC");
    }

    @Test
    @DisplayName("§4.2(5): a missing route is raised and not defaulted; an unknown one is kept and raised")
    void routes() {
        pharmacy.orders(orc("NW", 1), segment("RXE", 2, "1^D^L", 3, "5", 5, "mg", 6, "TAB^Tablet^L"));
        assertThat(pharmacy.dosage().has("route")).isFalse();
        assertThat(pharmacy.chart.findings()).contains(new Finding("missing-route", "RXR-1"));

        pharmacy.orders(orc("XO", 2), rxe("5", "mg"), "RXR|XQ^Through the ear");
        assertThat(pharmacy.dosage().at("/route/coding/0/code").asText()).isEqualTo("XQ");
        assertThat(pharmacy.chart.findings()).contains(new Finding("unmapped-code", "RXR-1"));
    }

    @ParameterizedTest
    @CsvSource({"TAB,IV,true", "INJ,PO,true", "TAB,PO,false", "INJ,IV,false", "SYR,PO,false"})
    @DisplayName("§4.2(5): a tablet for a vein and an injection for the mouth are raised, also when told apart")
    void routeAndForm(String form, String route, boolean raised) {
        pharmacy.orders(orc("XO", 2), rxe("5", "mg"), "RXR|" + route);
        pharmacy.sends("OMP^O09", orc("NW", 1), segment("RXO", 1, "^Drug", 2, "5", 4, "mg", 5, form + "^Form^L"));

        assertThat(pharmacy.contradictions().contains("route-unlike-form")).isEqualTo(raised);
    }

    @Test
    @DisplayName("§4.2(6): a row that is active after its stop time is completed and raised")
    void aRowPastItsStop() {
        pharmacy.chart.reads(row(
                TEN, "order_number", "P1", "patient_id", "4711", "stop_at", "2026-02-28T10:00:00", "status", "ACTIVE"));

        assertThat(pharmacy.order().at("/status").asText()).isEqualTo("completed");
        assertThat(pharmacy.chart.findings()).contains(new Finding("active-after-stop", "stop_at"));
    }

    @Test
    @DisplayName("§4.2(6): a row that is active after the end of its messages is completed and raised, in any order")
    void aRowPastTheEndOfItsMessages() {
        pharmacy.chart.reads(row(TEN + 86_400 * 20, "order_number", "P1", "patient_id", "4711", "status", "ACTIVE"));
        assertThat(pharmacy.order().at("/status").asText()).isEqualTo("active");
        pharmacy.orders(orc("NW", 1), rxe("5", "mg"), "TQ1|1||BID||||20260301|20260310", ORAL);

        assertThat(pharmacy.order().at("/status").asText()).isEqualTo("completed");
        assertThat(pharmacy.contradictions()).containsExactly("active-after-stop");
    }

    @Test
    @DisplayName("§4.2(6): a DC on the feed after the row ends the prescription, and a newer active row is raised")
    void discontinuedAndActive() {
        pharmacy.orders(orc("DC", 1), rxe("5", "mg"), ORAL);
        pharmacy.chart.reads(row(TEN - 600, "order_number", "P1", "patient_id", "4711", "status", "ACTIVE"));
        assertThat(pharmacy.order().at("/status").asText()).isEqualTo("stopped");
        assertThat(pharmacy.contradictions()).isEmpty();

        pharmacy.chart.reads(row(TEN + 600, "order_number", "P1", "patient_id", "4711", "status", "ACTIVE"));
        assertThat(pharmacy.contradictions()).containsExactly("active-after-end");
    }

    private static String rxo(String code) {
        return segment("RXO", 1, code + "^Some name of " + code + "^L", 2, "5", 4, "mg");
    }

    @Test
    @DisplayName("§4.2(7): two active orders of one ingredient by one route at one time are raised, and stay two")
    void duplicates() {
        pharmacy.sends("OMP^O09", orc("NW", "P1", 1), rxo("OXY10"), ORAL);
        pharmacy.sends("OMP^O09", orc("NW", "P2", 2), rxo("OXY5"), ORAL);
        assertThat(pharmacy.contradictions()).containsExactly("duplicate-active-order");
        assertThat(pharmacy.chart.all(ResourceType.MEDICATION_REQUEST)).hasSize(2);

        pharmacy.sends("OMP^O09", orc("DC", "P1", 3), rxo("OXY10"), ORAL);
        assertThat(pharmacy.contradictions()).isEmpty();
    }

    @Test
    @DisplayName("§4.2(7): a drug that prescriber and pharmacy code differently in one message is known by both codes")
    void bothCodesFindADuplicate() {
        pharmacy.orders(orc("NW", "P1", 1), rxo("OXY10"), ORAL, rxe("5", "mg"), ORAL);
        pharmacy.orders(orc("NW", "P2", 2), rxe("5", "mg"), ORAL);
        pharmacy.sends("OMP^O09", orc("NW", "P3", 3), rxo("OXY10"), ORAL);

        assertThat(pharmacy.contradictions()).containsExactly("duplicate-active-order", "duplicate-active-order");
    }

    @Test
    @DisplayName("§4.2(7): another drug, another route and another time are no duplicates")
    void noDuplicates() {
        pharmacy.sends("OMP^O09", orc("NW", "P1", 1), rxo("OXY10"), "TQ1|1||BID||||20260301|20260305", ORAL);
        pharmacy.sends("OMP^O09", orc("NW", "P2", 1), rxo("ASA"), ORAL);
        pharmacy.sends("OMP^O09", orc("NW", "P3", 1), rxo("OXY10"), INTRAVENOUS);
        pharmacy.sends("OMP^O09", orc("NW", "P4", 1), rxo("OXY10"), "TQ1|1||BID||||20260306|20260309", ORAL);

        assertThat(pharmacy.contradictions()).isEmpty();
    }

    @Test
    @DisplayName("§4.2(7): one order known by its filler's number first and by both later is no duplicate of itself")
    void noDuplicateOfItself() {
        pharmacy.orders(segment("ORC", 1, "NW", 3, "F1^LAB", 9, "202603011000"), rxe("5", "mg"), ORAL);
        pharmacy.orders(segment("ORC", 1, "NW", 2, "P1^PLACER", 3, "F1^LAB", 9, "202603011000"), rxe("5", "mg"), ORAL);

        assertThat(pharmacy.contradictions()).isEmpty();
    }

    @Test
    @DisplayName("§4.2(2), §4.1 one: doses told under either number are one history, raised once")
    void oneHistoryOfTwoNumbers() {
        pharmacy.orders(segment("ORC", 1, "NW", 3, "F1^LAB", 9, "202603011001"), rxe("5", "mg"), ORAL);
        pharmacy.orders(orc("XO", 2), rxe("50", "mg"), ORAL);
        assertThat(pharmacy.contradictions()).isEmpty();
        pharmacy.orders(segment("ORC", 1, "SN", 2, "P1^PLACER", 3, "F1^LAB", 9, "202603011003"));

        assertThat(pharmacy.contradictions()).containsExactly("dose-changed-tenfold");
    }

    private void gives(String at) {
        pharmacy.sends(
                "RAS^O17",
                orc("RE", 3),
                segment("RXA", 1, "0", 2, "1", 3, at, 4, at, 5, "1049502^Oxycodone^RXNORM", 6, "5", 7, "mg", 20, "CP"),
                ORAL);
    }

    @Test
    @DisplayName("§4.2(8): the last dose stands with its time, whatever order the doses come in")
    void theLastDose() {
        gives("202603011800");
        gives("202603011200");

        String last = pharmacy.chart.all(ResourceType.MEDICATION_ADMINISTRATION).stream()
                .map(given -> given.at("/effectiveDateTime").asText())
                .sorted()
                .reduce("", (first, second) -> second);
        assertThat(last).isEqualTo("2026-03-01T18:00:00-05:00");
    }

    @Test
    @DisplayName("§4.2(8): a last dose that only the old database knows is carried and raised until it comes")
    void aMissingLastDose() {
        pharmacy.chart.reads(row(
                TEN,
                "order_number",
                "P1",
                "patient_id",
                "4711",
                "status",
                "ACTIVE",
                "last_given_at",
                "2026-03-01T09:30:00"));
        assertThat(pharmacy.order().at("/extension/0/valueDateTime").asText()).isEqualTo("2026-03-01T09:30:00-05:00");
        assertThat(pharmacy.contradictions()).containsExactly("last-dose-missing");

        gives("202603010930");
        assertThat(pharmacy.contradictions()).isEmpty();
    }

    @Test
    @DisplayName("§4.2(8): a dose after the end of its order is raised, in any order")
    void aDoseAfterTheEnd() {
        gives("202603011200");
        assertThat(pharmacy.contradictions()).isEmpty();
        pharmacy.orders(orc("DC", 1), rxe("5", "mg"), ORAL);

        assertThat(pharmacy.contradictions()).containsExactly("dose-after-end");
    }

    @Test
    @DisplayName("§4.2(10): as needed, the most in a day, hold parameters and the order of a taper are kept")
    void whatMustBeKept() {
        pharmacy.orders(
                orc("NW", 1),
                segment("RXE", 2, "8640^Prednisone^RXNORM", 3, "40", 5, "mg", 19, "60^mg"),
                segment("TQ1", 1, 1, 2, "40^mg", 3, "QD", 6, "3^D", 9, "PRN", 10, "hold if glucose > 300", 12, "S"),
                segment("TQ1", 1, 2, 2, "20^mg", 3, "QD", 6, "3^D", 12, "S"),
                segment("TQ1", 1, 3, 2, "10^mg", 3, "QD PRN", 6, "3^D"),
                ORAL);

        JsonNode steps = pharmacy.order().at("/dosageInstruction");
        assertThat(steps.findValuesAsText("sequence")).containsExactly("1", "2", "3");
        assertThat(steps.at("/0/asNeededBoolean").asBoolean()).isTrue();
        assertThat(steps.at("/1").has("asNeededBoolean")).isFalse();
        assertThat(steps.at("/2/asNeededBoolean").asBoolean()).isTrue();
        assertThat(steps.at("/0/additionalInstruction/0/text").asText()).isEqualTo("hold if glucose > 300");
        assertThat(steps.at("/0/maxDosePerPeriod/numerator/value").asText()).isEqualTo("60");
        assertThat(steps.at("/0/maxDosePerPeriod/denominator/code").asText()).isEqualTo("d");
        assertThat(steps.at("/2/doseAndRate/0/doseQuantity/value").asText()).isEqualTo("10");
        assertThat(pharmacy.contradictions()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "1^Insulin glargine 100 UNT/ML^L,true",
        "1^KCl (Potassium chloride) 20 meq^L,true",
        "HEP5^Flush^L,true",
        "1^Potassium gluconate^L,false",
        "1^Amlodipine^L,false"
    })
    @DisplayName("§4.2(11): a drug of the site's list is raised for verification, by code, word or two words")
    void highAlert(String drug, boolean raised) {
        pharmacy.orders(orc("NW", 1), segment("RXE", 2, drug, 3, "5", 5, "mg"), ORAL);

        assertThat(pharmacy.contradictions().contains("high-alert-drug")).isEqualTo(raised);
    }

    @Test
    @DisplayName("§4.2(11): a dose by body weight and an additive of the list are raised too, and so is a row's drug")
    void highAlertElsewhere() {
        pharmacy.orders(orc("NW", 1), rxe("5", "mg/kg"), ORAL);
        assertThat(pharmacy.contradictions()).contains("high-alert-drug");

        Pharmacy mixing = new Pharmacy();
        mixing.orders(orc("NW", 1), segment("RXE", 2, "MIX^Mix^L"), INTRAVENOUS, "RXC|A|K^Potassium chloride^L|20|mg");
        assertThat(mixing.contradictions()).contains("high-alert-drug");

        Pharmacy old = new Pharmacy();
        old.chart.reads(row(TEN, "order_number", "P1", "patient_id", "4711", "drug_name", "INSULIN"));
        assertThat(old.contradictions()).contains("high-alert-drug");
    }

    @Test
    @DisplayName("§4.2(12): an infusion carries its start and its current rate")
    void infusions() {
        String mix = "RXC|B|D5W^Dextrose^L|1000|mL";
        pharmacy.orders(
                orc("NW", 1),
                segment("RXE", 2, "MIX^Mix^L", 3, "1000", 5, "mL", 23, "100", 24, "mL/h", 44, "S"),
                "TQ1|1||||||202603011000",
                INTRAVENOUS,
                mix);
        pharmacy.orders(
                orc("XO", 2),
                segment("RXE", 2, "MIX^Mix^L", 3, "1000", 5, "mL", 23, "75", 24, "mL/h", 44, "S"),
                INTRAVENOUS);

        assertThat(pharmacy.dosage().at("/doseAndRate/0/rateQuantity/value").asText())
                .isEqualTo("75");
        assertThat(pharmacy.dosage().at("/timing/repeat/boundsPeriod/start").asText())
                .isEqualTo("2026-03-01T10:00:00-05:00");
        assertThat(pharmacy.contradictions()).isEmpty();
    }

    @Test
    @DisplayName("§4.2(12): an infusion that runs without start or rate is raised")
    void infusionsThatLackSomething() {
        String mix = "RXC|B|D5W^Dextrose^L|1000|mL";
        pharmacy.orders(orc("NW", 1), segment("RXE", 2, "MIX^Mix^L", 3, "1000", 5, "mL", 44, "S"), INTRAVENOUS, mix);
        assertThat(pharmacy.contradictions()).containsExactly("infusion-without-rate");
        pharmacy.orders(
                orc("XO", 2), segment("RXE", 2, "MIX^Mix^L", 3, "1000", 5, "mL", 23, "75", 24, "mL/h"), INTRAVENOUS);
        assertThat(pharmacy.contradictions()).containsExactly("infusion-without-start");
        pharmacy.orders(orc("DC", 3), segment("RXE", 2, "MIX^Mix^L"));
        assertThat(pharmacy.contradictions()).isEmpty();
    }
}
