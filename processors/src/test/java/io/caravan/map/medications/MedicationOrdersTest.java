package io.caravan.map.medications;

import static io.caravan.map.Lines.segment;
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
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What pharmacy messages become: clinical rules §4.1. */
class MedicationOrdersTest {
    private final Pharmacy pharmacy = new Pharmacy();

    @ParameterizedTest
    @ValueSource(strings = {"OMP^O09", "ORM^O01"})
    @DisplayName("§4.1 one: prescriber's and pharmacy's order of one number are one request, whichever comes first")
    void prescriberAndPharmacyMakeOneRequest(String type) {
        String ordered = segment("RXO", 1, "OXY10^Oxycodone^L", 2, "10", 4, "mg");
        pharmacy.orders(orc("NW", 1), rxe("2", "tablet"), ORAL);
        pharmacy.sends(type, orc("NW", 1), ordered, ORAL);

        assertThat(pharmacy.order().at("/identifier/0/value").asText()).isEqualTo("P1");
        assertThat(pharmacy.order().at("/intent").asText()).isEqualTo("order");
        assertThat(pharmacy.dosage().at("/doseAndRate/0/doseQuantity/unit").asText())
                .isEqualTo("tablet");
    }

    @Test
    @DisplayName("§4.1 drug: the pharmacy's coding stands before the prescriber's, and both are kept")
    void bothCodingsAreKept() {
        pharmacy.sends("OMP^O09", orc("NW", 1), segment("RXO", 1, "OXY10^Oxycodone^L", 2, "10", 4, "mg"), ORAL);
        pharmacy.orders(orc("XO", 2), rxe("10", "mg"), ORAL);

        assertThat(pharmacy.order().at("/medicationCodeableConcept/coding").findValuesAsText("code"))
                .containsExactly("1049502", "OXY10");
    }

    @Test
    @DisplayName("§4.1 dose: one amount is a quantity, a least and a greatest are a range")
    void oneAmountOrARange() {
        pharmacy.orders(orc("NW", 1), segment("RXE", 2, "1^Drug^L", 3, "5", 4, "10", 5, "mg"), ORAL);
        assertThat(pharmacy.dosage().at("/doseAndRate/0/doseRange/low/value").asText())
                .isEqualTo("5");
        assertThat(pharmacy.dosage().at("/doseAndRate/0/doseRange/high/value").asText())
                .isEqualTo("10");

        pharmacy.orders(orc("XO", 2), segment("RXE", 2, "1^Drug^L", 3, "5", 5, "mg"), ORAL);
        assertThat(pharmacy.dosage().at("/doseAndRate/0").has("doseRange")).isFalse();
        assertThat(pharmacy.dosage().at("/doseAndRate/0/doseQuantity/value").asText())
                .isEqualTo("5");
    }

    @Test
    @DisplayName("§4.1 dose: coded units override what the give code implies")
    void codedUnitsOverrideTheGiveCode() {
        pharmacy.orders(orc("NW", 1), segment("RXE", 2, "RX1^Polycillin 500 mg TAB^L", 3, "1", 5, "tablet"), ORAL);

        assertThat(pharmacy.dosage().at("/doseAndRate/0/doseQuantity/value").asText())
                .isEqualTo("1");
        assertThat(pharmacy.dosage().at("/doseAndRate/0/doseQuantity/unit").asText())
                .isEqualTo("tablet");
    }

    @Test
    @DisplayName("§4.1 dose, §1.5 null, §1.5 absent: a null dose clears it, an empty one changes nothing")
    void aNullDoseClears() {
        pharmacy.orders(orc("NW", 1), rxe("5", "mg"), ORAL);
        pharmacy.orders(orc("XO", 2), segment("RXE", 2, "1049502^Oxycodone 10 MG^RXNORM"));
        assertThat(pharmacy.dosage().at("/doseAndRate/0/doseQuantity/value").asText())
                .isEqualTo("5");

        pharmacy.orders(orc("XO", 3), rxe("\"\"", ""));
        assertThat(pharmacy.dosage().has("doseAndRate")).isFalse();
        assertThat(pharmacy.dosage().has("route")).isTrue();
    }

    @Test
    @DisplayName("§4.1 rate: a rate with its time in the unit is a quantity")
    void aRateWithItsTimeIsAQuantity() {
        pharmacy.orders(
                orc("NW", 1),
                segment("RXE", 2, "1^Drip^L", 3, "1000", 5, "mL", 22, "H8", 23, "125", 24, "mL/h"),
                "RXC|B^Base|D5W^Dextrose 5%^L|1000|mL",
                INTRAVENOUS);

        JsonNode amount = pharmacy.dosage().at("/doseAndRate/0");
        assertThat(amount.at("/rateQuantity/value").asText()).isEqualTo("125");
        assertThat(amount.at("/rateQuantity/unit").asText()).isEqualTo("mL/h");
        assertThat(amount.at("/doseQuantity/value").asText()).isEqualTo("1000");
    }

    @Test
    @DisplayName("§4.1 rate: an amount per time unit is a ratio, and a rate that is no number is a finding")
    void anAmountPerTimeIsARatio() {
        pharmacy.orders(
                orc("NW", 1), segment("RXE", 2, "1^Drip^L", 3, "10", 5, "mg", 22, "H2", 23, "5", 24, "mg"), ORAL);
        JsonNode ratio = pharmacy.dosage().at("/doseAndRate/0/rateRatio");
        assertThat(ratio.at("/numerator/value").asText()).isEqualTo("5");
        assertThat(ratio.at("/denominator/value").asText()).isEqualTo("2");
        assertThat(ratio.at("/denominator/code").asText()).isEqualTo("h");

        pharmacy.orders(orc("XO", 2), segment("RXE", 2, "1^Drip^L", 3, "10", 5, "mg", 23, "slow", 24, "mg"), ORAL);
        assertThat(pharmacy.chart.findings()).contains(new Finding("rate-not-a-number", "RXE-23"));
        assertThat(pharmacy.dosage()
                        .at("/doseAndRate/0/rateRatio/numerator/value")
                        .asText())
                .isEqualTo("5");
    }

    @Test
    @DisplayName("§4.1 strength: strength and form are in a contained Medication, the drug where readers look")
    void strengthAndFormAreContained() {
        pharmacy.orders(
                orc("NW", 1),
                segment("RXE", 2, "RX1^Polycillin^L", 3, "1", 5, "tablet", 6, "TAB^Tablet^L", 25, "500", 26, "mg"),
                ORAL);

        JsonNode order = pharmacy.order();
        assertThat(order.at("/medicationCodeableConcept/coding/0/code").asText())
                .isEqualTo("RX1");
        assertThat(order.at("/medicationCodeableConcept/extension/0/valueReference/reference")
                        .asText())
                .isEqualTo("#medication");
        JsonNode medication = order.at("/contained/0");
        assertThat(medication.at("/resourceType").asText()).isEqualTo("Medication");
        assertThat(medication.at("/form/coding/0/code").asText()).isEqualTo("TAB");
        assertThat(medication.at("/ingredient/0/strength/numerator/value").asText())
                .isEqualTo("500");
        assertThat(medication.at("/ingredient/0/strength/denominator/value").asText())
                .isEqualTo("1");
    }

    @Test
    @DisplayName("§4.1 strength: the volume that a strength is in is its denominator")
    void strengthInAVolume() {
        pharmacy.orders(
                orc("NW", 1),
                segment("RXO", 1, "^Amoxicillin suspension", 2, "5", 4, "mL", 18, "250", 19, "mg", 25, "5", 26, "mL"),
                ORAL);

        JsonNode strength = pharmacy.order().at("/contained/0/ingredient/0/strength");
        assertThat(strength.at("/numerator/value").asText()).isEqualTo("250");
        assertThat(strength.at("/denominator/value").asText()).isEqualTo("5");
    }

    @Test
    @DisplayName("§4.1 route: route, site and method are those of RXR, and a dosage form is none")
    void routeSiteAndMethod() {
        pharmacy.orders(
                orc("NW", 1),
                segment("RXE", 2, "1^Drug^L", 3, "5", 5, "mg", 6, "IV^IV form^L"),
                "RXR|PO^Oral|LA^Left arm^HL70163|PUMP^Pump^L|IVP^IV push^HL70165|SLOW^Slowly^L");

        JsonNode dosage = pharmacy.dosage();
        assertThat(dosage.at("/route/coding/0/code").asText()).isEqualTo("26643006");
        assertThat(dosage.at("/site/coding/0/code").asText()).isEqualTo("LA");
        assertThat(dosage.at("/method/coding/0/code").asText()).isEqualTo("IVP");
        assertThat(dosage.at("/additionalInstruction/0/coding/0/code").asText()).isEqualTo("SLOW");
        assertThat(dosage.at("/extension/0/valueCodeableConcept/coding/0/code").asText())
                .isEqualTo("PUMP");
    }

    @Test
    @DisplayName("§4.1 route: several routes are all kept, and raised")
    void severalRoutesAreKept() {
        pharmacy.orders(orc("NW", 1), rxe("5", "mg"), ORAL, INTRAVENOUS);

        assertThat(pharmacy.dosage().at("/route/coding/0/code").asText()).isEqualTo("26643006");
        assertThat(pharmacy.dosage()
                        .at("/extension/0/valueCodeableConcept/coding/0/code")
                        .asText())
                .isEqualTo("47625008");
        assertThat(pharmacy.findings()).contains("several-routes");
    }

    @Test
    @DisplayName("§4.1 timing: code, repeat, bounds, times of day, occurrence and count")
    void timingHasItsParts() {
        pharmacy.orders(
                orc("NW", 1),
                rxe("5", "mg"),
                segment(
                        "TQ1",
                        1,
                        1,
                        3,
                        "BID",
                        4,
                        "0800~2000",
                        7,
                        "202603011000",
                        8,
                        "20260310",
                        9,
                        "S",
                        13,
                        "30^min",
                        14,
                        "18"),
                ORAL);

        JsonNode repeat = pharmacy.dosage().at("/timing/repeat");
        assertThat(repeat.at("/frequency").asInt()).isEqualTo(2);
        assertThat(repeat.at("/timeOfDay/1").asText()).isEqualTo("20:00:00");
        assertThat(repeat.at("/duration").asText()).isEqualTo("30");
        assertThat(repeat.at("/durationUnit").asText()).isEqualTo("min");
        assertThat(repeat.at("/count").asInt()).isEqualTo(18);
        assertThat(repeat.at("/boundsPeriod/end").asText()).isEqualTo("2026-03-10");
        assertThat(pharmacy.dosage().at("/timing/code/coding/0/code").asText()).isEqualTo("BID");
        assertThat(pharmacy.order().at("/priority").asText()).isEqualTo("stat");
    }

    @ParameterizedTest
    @CsvSource({
        "202603011000,10^d,2026-03-11T10:00:00-04:00",
        "20260301,10^d,2026-03-10",
        "202603011000,36^h,2026-03-02T22:00:00-05:00",
        "20260301,2^wk,2026-03-14"
    })
    @DisplayName("§4.1 timing: of a start and a duration the end is reckoned, across daylight saving as well")
    void theEndIsReckoned(String start, String duration, String end) {
        pharmacy.orders(orc("NW", 1), rxe("5", "mg"), segment("TQ1", 1, 1, 6, duration, 7, start), ORAL);

        assertThat(pharmacy.dosage().at("/timing/repeat/boundsPeriod/end").asText())
                .isEqualTo(end);
    }

    @Test
    @DisplayName("§4.1 timing: an end before the start is left out and raised")
    void anEndBeforeTheStart() {
        pharmacy.orders(orc("NW", 1), rxe("5", "mg"), segment("TQ1", 1, 1, 7, "20260310", 8, "20260301"), ORAL);

        assertThat(pharmacy.dosage().at("/timing/repeat/boundsPeriod").has("end"))
                .isFalse();
        assertThat(pharmacy.findings()).contains("ends-before-start");
    }

    @Test
    @DisplayName("§4.1 timing: the conjunction A makes steps parallel, S makes them follow each other")
    void conjunctionsMakeTheSequence() {
        pharmacy.orders(
                orc("NW", 1),
                rxe("5", "mg"),
                segment("TQ1", 1, 1, 3, "QAM", 12, "A"),
                segment("TQ1", 1, 2, 3, "QHS", 12, "S"),
                segment("TQ1", 1, 3, 3, "QD"),
                ORAL);

        assertThat(pharmacy.order().at("/dosageInstruction").findValuesAsText("sequence"))
                .containsExactly("1", "1", "2");
    }

    @Test
    @DisplayName("§4.1 timing: repeated ORC-7 of old messages is a sequence as well")
    void oldTimingsRepeat() {
        pharmacy.orders(
                segment(
                        "ORC",
                        1,
                        "NW",
                        2,
                        "P1^PLACER",
                        7,
                        "40&mg^QD^D3^20260301^^R^^^first^S~20&mg^QD^D3^20260304^^R^^^then",
                        9,
                        "202603011000"),
                segment("RXO", 1, "^Prednisone", 2, "40", 4, "mg"),
                ORAL);

        JsonNode steps = pharmacy.order().at("/dosageInstruction");
        assertThat(steps).hasSize(2);
        assertThat(steps.at("/1/sequence").asInt()).isEqualTo(2);
        assertThat(steps.at("/1/doseAndRate/0/doseQuantity/value").asText()).isEqualTo("20");
        assertThat(steps.at("/0/timing/repeat/boundsPeriod/end").asText()).isEqualTo("2026-03-03");
        assertThat(steps.at("/1/text").asText()).isEqualTo("then");
    }

    @Test
    @DisplayName("§4.1 timing: a period of its own, the event it goes by and how far from it are kept")
    void periodsAndEvents() {
        pharmacy.orders(orc("NW", 1), rxe("5", "mg"), "TQ1|1||P^^^^180^min^^PCM^30^min", ORAL);
        assertThat(pharmacy.dosage().at("/timing/repeat").toString())
                .isEqualTo("{\"frequency\":1,\"period\":180,\"periodUnit\":\"min\",\"when\":[\"PCM\"],\"offset\":30}");

        pharmacy.orders(orc("XO", 2), rxe("5", "mg"), "TQ1|1||QHS|2200", ORAL);
        assertThat(pharmacy.dosage().at("/timing/repeat").has("when")).isFalse();
        assertThat(pharmacy.dosage().at("/timing/repeat/timeOfDay/0").asText()).isEqualTo("22:00:00");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PRN", "Q6H PRN", "Q6HPRN", "PRNQ6H", "prn q6h"})
    @DisplayName("§4.1 timing, §4.2(10): however a sender writes as needed, it is kept")
    void asNeededHoweverWritten(String pattern) {
        pharmacy.orders(orc("NW", 1), rxe("5", "mg"), "TQ1|1||" + pattern, ORAL);

        assertThat(pharmacy.dosage().at("/asNeededBoolean").asBoolean()).isTrue();
        assertThat(pharmacy.dosage().at("/timing/code/text").asText()).isEqualTo(pattern);
    }

    @Test
    @DisplayName("§4.1 timing: of a TQ1 after ORC and one after RXE the pharmacy's counts")
    void thePharmacysTimingCounts() {
        pharmacy.orders(orc("NW", 1), "TQ1|1||TID", rxe("5", "mg"), "TQ1|1||BID", ORAL);
        assertThat(pharmacy.order().at("/dosageInstruction")).hasSize(1);
        assertThat(pharmacy.dosage().at("/timing/code/text").asText()).isEqualTo("BID");

        pharmacy.orders(orc("XO", 2), "TQ1|1||QID", rxe("5", "mg"), ORAL);
        assertThat(pharmacy.dosage().at("/timing/code/text").asText()).isEqualTo("QID");
    }

    @Test
    @DisplayName("§4.1 timing: several patterns of one step stay words, none is dropped")
    void severalPatternsStayWords() {
        pharmacy.orders(orc("NW", 1), rxe("5", "mg"), segment("TQ1", 1, 1, 3, "BID~QHS"), ORAL);

        assertThat(pharmacy.dosage().at("/timing/code/text").asText()).isEqualTo("BID, QHS");
        assertThat(pharmacy.dosage().at("/timing").has("repeat")).isFalse();
        assertThat(pharmacy.findings()).contains("several-repeat-patterns");
    }

    @Test
    @DisplayName("§4.1 text: instructions are verbatim")
    void instructionsAreVerbatim() {
        String words = "^Take  1 tab. PO QD; hold if SBP<90, call MD";
        pharmacy.orders(
                orc("NW", 1), segment("RXE", 2, "1^Drug^L", 3, "5.0", 5, "mg", 7, words, 21, "^Keep cold"), ORAL);

        assertThat(pharmacy.dosage().at("/text").asText()).isEqualTo("Take  1 tab. PO QD; hold if SBP<90, call MD");
        assertThat(pharmacy.dosage().at("/patientInstruction").asText()).isEqualTo("Keep cold");
    }

    @Test
    @DisplayName("§4.1 text: \"500 mg Polycillin Q6H for 10 days, dispense 40\" as free text has no invented numbers")
    void polycillinAsFreeText() {
        pharmacy.sends(
                "OMP^O09", orc("NW", 1), segment("RXO", 7, "^500 mg Polycillin Q6H for 10 days, dispense 40 Tablets"));

        JsonNode order = pharmacy.order();
        assertThat(pharmacy.dosage().toString())
                .isEqualTo("{\"text\":\"500 mg Polycillin Q6H for 10 days, dispense 40 Tablets\"}");
        assertThat(order.has("dispenseRequest")).isFalse();
        assertThat(order.has("contained")).isFalse();
    }

    @Test
    @DisplayName("§4.1 text: Polycillin with a named drug and a coded dispense has only those numbers")
    void polycillinWithADispense() {
        pharmacy.sends(
                "OMP^O09",
                orc("NW", 1),
                segment("RXO", 1, "^Polycillin 500 mg TABS", 7, "^500 mg Q6H for 10 days", 9, "G", 11, "40"));

        assertThat(pharmacy.order().at("/medicationCodeableConcept/text").asText())
                .isEqualTo("Polycillin 500 mg TABS");
        assertThat(pharmacy.dosage().toString()).isEqualTo("{\"text\":\"500 mg Q6H for 10 days\"}");
        assertThat(pharmacy.order().at("/dispenseRequest/quantity/value").asText())
                .isEqualTo("40");
    }

    @Test
    @DisplayName("§4.1 text: Polycillin with coded dose and time")
    void polycillinWithDoseAndTime() {
        pharmacy.sends(
                "OMP^O09",
                segment("ORC", 1, "NW", 2, "P1^PLACER", 7, "^Q6H^D10^^^R", 9, "202603011000"),
                segment("RXO", 1, "RX1001^Polycillin 500 mg TABS^L", 2, "500", 4, "mg", 9, "G", 11, "40"));

        assertThat(pharmacy.dosage().at("/doseAndRate/0/doseQuantity/value").asText())
                .isEqualTo("500");
        assertThat(pharmacy.dosage().at("/timing/repeat/period").asInt()).isEqualTo(6);
        assertThat(pharmacy.dosage().at("/timing/repeat/boundsDuration/value").asText())
                .isEqualTo("10");
        assertThat(pharmacy.order().at("/priority").asText()).isEqualTo("routine");
    }

    @Test
    @DisplayName("§4.1 text: Polycillin fully coded, with strength, form, units of the dispense and refills")
    void polycillinFullyCoded() {
        pharmacy.sends(
                "OMP^O09",
                orc("NW", 1),
                "TQ1|1||Q6H|||10^d|202603011000||R",
                segment(
                        "RXO",
                        1,
                        "RX1001^Polycillin^L",
                        2,
                        "1",
                        4,
                        "tablet",
                        5,
                        "TAB^Tablet^L",
                        9,
                        "G",
                        11,
                        "40",
                        12,
                        "tablet",
                        13,
                        "2",
                        18,
                        "500",
                        19,
                        "mg"),
                ORAL);

        JsonNode order = pharmacy.order();
        assertThat(pharmacy.dosage().at("/doseAndRate/0/doseQuantity/value").asText())
                .isEqualTo("1");
        assertThat(order.at("/contained/0/ingredient/0/strength/numerator/value")
                        .asText())
                .isEqualTo("500");
        assertThat(order.at("/dispenseRequest/quantity/unit").asText()).isEqualTo("tablet");
        assertThat(order.at("/dispenseRequest/numberOfRepeatsAllowed").asInt()).isEqualTo(2);
        assertThat(order.at("/substitution/allowedCodeableConcept/coding/0/code")
                        .asText())
                .isEqualTo("G");
    }

    @Test
    @DisplayName("§4.1 dispense: quantity, repeats and prescription number of RXE")
    void dispenseRequestOfThePharmacy() {
        pharmacy.orders(
                orc("NW", 1),
                segment("RXE", 2, "1^Drug^L", 3, "5", 5, "mg", 10, "30", 11, "tablet", 12, "0", 15, "RX99"),
                ORAL);

        assertThat(pharmacy.order().at("/dispenseRequest/quantity/value").asText())
                .isEqualTo("30");
        assertThat(pharmacy.order()
                        .at("/dispenseRequest/numberOfRepeatsAllowed")
                        .asInt())
                .isZero();
        assertThat(pharmacy.order().at("/identifier").findValuesAsText("value")).contains("RX99");
    }

    @Test
    @DisplayName("§4.1 RXC: base and additives are ingredients of the contained Medication that is referred to")
    void componentsAreIngredients() {
        pharmacy.orders(
                orc("NW", 1),
                segment("RXE", 2, "IVMIX^D5W with KCl^L", 3, "1000", 5, "mL", 23, "125", 24, "mL/h", 44, "S"),
                "TQ1|1||C|||||||",
                INTRAVENOUS,
                "RXC|B|D5W^Dextrose 5%^L|1000|mL",
                "RXC|A|KCL^Potassium chloride^L|20|meq|2|meq/mL");

        JsonNode order = pharmacy.order();
        assertThat(order.at("/medicationReference/reference").asText()).isEqualTo("#medication");
        assertThat(order.has("medicationCodeableConcept")).isFalse();
        JsonNode medication = order.at("/contained/0");
        assertThat(medication.at("/code/coding/0/code").asText()).isEqualTo("IVMIX");
        assertThat(medication
                        .at("/ingredient/0/itemCodeableConcept/coding/0/code")
                        .asText())
                .isEqualTo("D5W");
        assertThat(medication.at("/ingredient/0/extension/0/valueCode").asText())
                .isEqualTo("B");
        assertThat(medication.at("/ingredient/1/strength/numerator/value").asText())
                .isEqualTo("20");
        assertThat(medication.at("/ingredient/1/strength/numerator/unit").asText())
                .isEqualTo("meq");
    }

    @Test
    @DisplayName("§4.1 RXC: a change without RXC leaves the ingredients")
    void aChangeLeavesTheIngredients() {
        pharmacy.orders(
                orc("NW", 1), segment("RXE", 2, "MIX^Mix^L", 44, "S"), "RXC|B|D5W^Dextrose^L|1000|mL", INTRAVENOUS);
        pharmacy.orders(orc("XO", 2), segment("RXE", 2, "MIX^Mix^L", 23, "100", 24, "mL/h"));

        assertThat(pharmacy.order().at("/contained/0/ingredient")).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"S,'',PO", "S,100,PO", "'',100,IV"})
    @DisplayName("§4.1 RXC: a new infusion without components is a dead letter")
    void anInfusionWithoutComponentsIsADeadLetter(String type, String rate, String route) {
        assertThatThrownBy(() -> pharmacy.orders(
                        orc("NW", 1),
                        segment("RXE", 2, "MIX^Mix^L", 3, "1000", 5, "mL", 23, rate, 24, "mL/h", 44, type),
                        "RXR|" + route))
                .isInstanceOfSatisfying(Rejected.class, e -> {
                    assertThat(e.code()).isEqualTo("iv-without-components");
                    assertThat(e.hl7Code()).isEqualTo(101);
                    assertThat(e.place()).isEqualTo("RXC");
                });
    }

    @ParameterizedTest
    @CsvSource({"DC,S,''", "NW,M,100", "NW,O,100", "NW,'',''"})
    @DisplayName("§4.1 RXC: the end of an infusion, a piggyback and an injection need no components")
    void whatNeedsNoComponents(String control, String type, String rate) {
        pharmacy.orders(
                orc(control, 1),
                segment("RXE", 2, "MIX^Mix^L", 3, "1000", 5, "mL", 23, rate, 24, "mL/h", 44, type),
                INTRAVENOUS);

        assertThat(pharmacy.order().has("status")).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"0,5", "1O", "x"})
    @DisplayName("§4.1 RXC, §4.2(1): the amount of a component is a plain decimal too")
    void theAmountOfAComponentIsPlain(String amount) {
        assertThatThrownBy(() -> pharmacy.orders(
                        orc("NW", 1), rxe("1", "mL"), INTRAVENOUS, "RXC|A|KCL^Potassium^L|" + amount + ",|meq"))
                .isInstanceOfSatisfying(
                        Rejected.class, e -> assertThat(e.place()).isEqualTo("RXC-3"));
    }

    @ParameterizedTest
    @CsvSource({"9,N,false", "9,G,G", "9,T,T"})
    @DisplayName("§4.1 substitution: the prescriber's permission (RXO-9) is kept")
    void thePermissionIsKept(int field, String code, String kept) {
        pharmacy.sends("OMP^O09", orc("NW", 1), segment("RXO", 1, "^Drug", field, code), ORAL);
        pharmacy.orders(orc("XO", 2), segment("RXE", 2, "1^Drug^L", 3, "5", 5, "mg", 9, "G"), ORAL);

        JsonNode substitution = pharmacy.order().at("/substitution");
        String found = code.equals("N")
                ? substitution.at("/allowedBoolean").asText()
                : substitution.at("/allowedCodeableConcept/coding/0/code").asText();
        assertThat(found).isEqualTo(kept);
    }

    @Test
    @DisplayName("§4.1 substitution: the pharmacy's status stands where the prescriber said nothing")
    void theStatusStandsAlone() {
        pharmacy.orders(orc("NW", 1), segment("RXE", 2, "1^Drug^L", 3, "5", 5, "mg", 9, "1"), ORAL);

        assertThat(pharmacy.order().at("/substitution/allowedBoolean").asText()).isEqualTo("false");
    }

    @Test
    @DisplayName("§4.1 authored, §2.2 authored: authoredOn is RXE-32, else ORC-9 of the new order, in any order")
    void authoredOn() {
        pharmacy.orders(orc("XO", 5), rxe("5", "mg"), ORAL);
        assertThat(pharmacy.order().has("authoredOn")).isFalse();
        pharmacy.orders(orc("NW", 1), rxe("5", "mg"), ORAL);
        assertThat(pharmacy.order().at("/authoredOn").asText()).isEqualTo("2026-03-01T10:01:00-05:00");
        pharmacy.orders(orc("XO", 0), segment("RXE", 2, "1^D^L", 3, "5", 5, "mg", 32, "202602280900"), ORAL);
        assertThat(pharmacy.order().at("/authoredOn").asText()).isEqualTo("2026-02-28T09:00:00-05:00");
    }

    @Test
    @DisplayName("§4.1 RXD: a dispense has its key, product, quantity, time, and the order that authorises it")
    void aDispense() {
        String[] dispense = {
            segment("ORC", 1, "RE", 2, "P1^PLACER", 3, "F1^LAB"),
            segment(
                    "RXD",
                    1,
                    "1",
                    2,
                    "RX1^Polycillin 500^L",
                    3,
                    "202603011130",
                    4,
                    "40",
                    5,
                    "tablet",
                    6,
                    "TAB",
                    7,
                    "RX99",
                    9,
                    "mind the fridge",
                    16,
                    "500",
                    17,
                    "mg",
                    18,
                    "LOT7",
                    19,
                    "20271231"),
            ORAL,
            "NTE|1||checked twice"
        };
        pharmacy.sends("RDS^O13", dispense).sends("RDS^O13", dispense);

        JsonNode found = pharmacy.chart.only(ResourceType.MEDICATION_DISPENSE);
        assertThat(found.at("/status").asText()).isEqualTo("completed");
        assertThat(found.at("/quantity/value").asText()).isEqualTo("40");
        assertThat(found.at("/whenHandedOver").asText()).isEqualTo("2026-03-01T11:30:00-05:00");
        assertThat(found.at("/authorizingPrescription/0/reference").asText()).startsWith("MedicationRequest/");
        assertThat(found.at("/medicationCodeableConcept/coding/0/code").asText())
                .isEqualTo("RX1");
        assertThat(found.at("/contained/0/batch/lotNumber").asText()).isEqualTo("LOT7");
        assertThat(found.at("/contained/0/ingredient/0/strength/numerator/value")
                        .asText())
                .isEqualTo("500");
        assertThat(found.at("/note").findValuesAsText("text")).containsExactly("mind the fridge", "checked twice");
    }

    @Test
    @DisplayName("§4.1 RXD: two dispenses of one order are two, and do not say how the order stands")
    void twoDispenses() {
        for (String number : new String[] {"1", "2"}) {
            pharmacy.sends(
                    "RDS^O13",
                    segment("ORC", 1, "RE", 2, "P1^PLACER", 3, "F1^LAB", 5, "CM"),
                    segment("RXD", 1, number, 2, "RX1^Polycillin^L", 3, "202603011130", 4, "40", 5, "tablet"));
        }

        assertThat(pharmacy.chart.all(ResourceType.MEDICATION_DISPENSE)).hasSize(2);
        assertThat(pharmacy.chart.all(ResourceType.MEDICATION_REQUEST)).isEmpty();
    }

    private static String rxa(String start, String completion, String action, String entered) {
        return segment(
                "RXA",
                1,
                "0",
                2,
                "1",
                3,
                start,
                4,
                start,
                5,
                "1049502^Oxycodone^RXNORM",
                6,
                "5.0",
                7,
                "mg",
                18,
                "PTREF^Refused^L",
                20,
                completion,
                21,
                action,
                22,
                entered);
    }

    private void gives(String rxa) {
        pharmacy.sends("RAS^O17", segment("ORC", 1, "RE", 2, "P1^PLACER", 3, "F1^LAB"), rxa, ORAL);
    }

    @ParameterizedTest
    @CsvSource({
        "CP,'',completed",
        "PA,'',completed",
        "RE,'',not-done",
        "NA,'',not-done",
        "CP,U,completed",
        "CP,D,entered-in-error"
    })
    @DisplayName("§4.1 RXA: completion and action decide the status, the reason is kept")
    void statusOfAnAdministration(String completion, String action, String status) {
        gives(rxa("202603011130", completion, action, "202603011135"));

        JsonNode given = pharmacy.chart.only(ResourceType.MEDICATION_ADMINISTRATION);
        assertThat(given.at("/status").asText()).isEqualTo(status);
        assertThat(given.at("/statusReason/0/coding/0/code").asText()).isEqualTo("PTREF");
        assertThat(given.at("/effectiveDateTime").asText()).isEqualTo("2026-03-01T11:30:00-05:00");
        assertThat(given.at("/dosage/dose/unit").asText()).isEqualTo("mg");
    }

    @Test
    @DisplayName("§4.1 RXA: entered twice is one, and a deletion of the same entry wins in any order")
    void enteredTwiceIsOne() {
        gives(rxa("202603011130", "CP", "D", "202603011135"));
        gives(rxa("202603011130", "CP", "A", "202603011135"));
        gives(rxa("202603011130", "CP", "A", "202603011135"));

        assertThat(pharmacy.chart
                        .only(ResourceType.MEDICATION_ADMINISTRATION)
                        .at("/status")
                        .asText())
                .isEqualTo("entered-in-error");
    }

    @Test
    @DisplayName("§4.1 RXA: another start is another administration, an end is a period, a time unit is a rate")
    void keyPeriodAndRate() {
        gives(rxa("202603011130", "CP", "A", ""));
        gives(segment("RXA", 2, "1", 3, "202603011230", 4, "202603011330", 5, "1^Drip^L", 6, "100", 7, "mL", 12, "H1"));

        assertThat(pharmacy.chart.all(ResourceType.MEDICATION_ADMINISTRATION)).hasSize(2);
        JsonNode infusion = pharmacy.chart.all(ResourceType.MEDICATION_ADMINISTRATION).stream()
                .filter(one -> one.has("effectivePeriod"))
                .findFirst()
                .orElseThrow();
        assertThat(infusion.at("/dosage/rateRatio/denominator/code").asText()).isEqualTo("h");
        assertThat(infusion.at("/dosage/rateRatio/numerator/value").asText()).isEqualTo("100");
    }

    @Test
    @DisplayName("§4.1 one: RGV makes no administration; it fills the request until the order itself has come")
    void aGiveInstruction() {
        String[] give = {
            segment("ORC", 1, "RE", 2, "P1^PLACER", 3, "F1^LAB"),
            segment("RXG", 1, "1", 3, "^Q6H", 4, "GIVE1^Oxycodone^L", 5, "7", 7, "mg"),
            "RXR|PO^Oral"
        };
        pharmacy.sends("RGV^O15", give);
        assertThat(pharmacy.chart.all(ResourceType.MEDICATION_ADMINISTRATION)).isEmpty();
        assertThat(pharmacy.dosage().at("/doseAndRate/0/doseQuantity/value").asText())
                .isEqualTo("7");
        assertThat(pharmacy.order().at("/status").asText()).isEqualTo("unknown");

        pharmacy.orders(orc("NW", 1), rxe("5", "mg"), ORAL);
        assertThat(pharmacy.dosage().at("/doseAndRate/0/doseQuantity/value").asText())
                .isEqualTo("5");
        assertThat(pharmacy.order().at("/medicationCodeableConcept/coding").findValuesAsText("code"))
                .containsExactly("1049502", "GIVE1");
    }

    @Test
    @DisplayName("§4.1 dose, §4.2(2): a quantity of the timing is never taken for the dose, and is raised")
    void aQuantityOfTheTimingIsNotTheDose() {
        pharmacy.sends(
                "RDE^O11",
                orc("NW", 1),
                "TQ1|1|2^cap|BID",
                segment("RXE", 2, "RX7^Nicardipine^L", 3, "5", 5, "mg"),
                ORAL);

        assertThat(pharmacy.dosage().at("/doseAndRate/0/doseQuantity/value").asText())
                .isEqualTo("5");
        assertThat(pharmacy.dosage().at("/doseAndRate/0/doseQuantity/unit").asText())
                .isEqualTo("mg");
        assertThat(pharmacy.dosage().at("/extension").toString())
                .contains("quantity-per-interval", "\"value\":2", "cap");
        assertThat(pharmacy.contradictions()).contains("quantity-beside-dose");
    }
}
