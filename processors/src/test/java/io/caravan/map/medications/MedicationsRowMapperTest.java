package io.caravan.map.medications;

import static io.caravan.map.Rows.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.caravan.fold.ResourceType;
import io.caravan.map.Chart;
import io.caravan.map.Row;
import io.caravan.map.registry.Mappers;
import io.caravan.message.DataClass;
import io.caravan.message.Finding;
import io.caravan.message.Rejected;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MedicationsRowMapperTest {
    /** 2026-03-01T12:00:00Z, which is 07:00 in New York. */
    private static final long NOON = 1_772_366_400L;

    private final Chart chart =
            new Chart(Chart.site(DataClass.MEDICATIONS), new MedicationsMapper(), Mappers.rows(DataClass.MEDICATIONS));

    private static Row prescription(String dose, String stop, String status) {
        return row(
                NOON,
                "order_number",
                "P1",
                "prescription_number",
                "RX1",
                "patient_id",
                "4711",
                "drug_code",
                "1049502",
                "drug_system",
                "RXNORM",
                "drug_name",
                "Oxycodone 10 MG",
                "dose",
                dose,
                "dose_unit",
                "mg",
                "route",
                "PO",
                "frequency",
                "Q6H",
                "start_at",
                "2026-02-20T08:00:00",
                "stop_at",
                stop,
                "status",
                status);
    }

    @Test
    void aRowHasAllOfAPrescription() {
        chart.reads(prescription("2.50", "2026-03-09", "ACTIVE"));

        JsonNode order = chart.only(ResourceType.MEDICATION_REQUEST);
        assertThat(order.at("/status").asText()).isEqualTo("active");
        assertThat(order.findValuesAsText("value")).contains("P1", "RX1");
        assertThat(chart.texts()).contains("\"value\":2.50,\"unit\":\"mg\"");
        JsonNode dosage = order.at("/dosageInstruction/0");
        assertThat(dosage.at("/route/coding/0/code").asText()).isEqualTo("26643006");
        assertThat(dosage.at("/timing/repeat/period").asInt()).isEqualTo(6);
        assertThat(dosage.at("/timing/repeat/boundsPeriod/start").asText()).isEqualTo("2026-02-20T08:00:00-05:00");
        assertThat(dosage.at("/timing/repeat/boundsPeriod/end").asText()).isEqualTo("2026-03-09");
    }

    @Test
    @DisplayName("§4.1 one, §4.2(6): a row and messages are one request, and an active row does not undo a DC")
    void aRowAndMessagesOfOneOrderMeetInOneRequest() {
        chart.receives(
                MedicationsMapperTest.msh("RDE^O11", "20260301100000"),
                MedicationsMapperTest.PID,
                MedicationsMapperTest.orc("DC", "", "20260301095500"),
                MedicationsMapperTest.rxe("5", "mg"),
                MedicationsMapperTest.RXR);
        chart.reads(prescription("2.5", null, "ACTIVE"));

        JsonNode order = chart.only(ResourceType.MEDICATION_REQUEST);
        assertThat(order.at("/status").asText()).isEqualTo("stopped");
        assertThat(order.at("/dosageInstruction/0/doseAndRate/0/doseQuantity/value")
                        .asText())
                .isEqualTo("5");
        assertThat(order.at("/dosageInstruction/0/timing/repeat/period").asInt())
                .isEqualTo(6);
    }

    @ParameterizedTest
    @CsvSource({
        "ACTIVE,active",
        "active,active",
        "IP,active",
        "A,active",
        "DC,stopped",
        "Discontinued,stopped",
        "CM,completed",
        "completed,completed",
        "HD,on-hold",
        "on-hold,on-hold",
        "CA,cancelled",
        "cancelled,cancelled",
        "ENTERED_IN_ERROR,entered-in-error",
        "pending,draft",
        "whatever,unknown"
    })
    void aStatusIsACodeOfTheTableOrAWord(String word, String status) {
        chart.reads(prescription("5", null, word));

        assertThat(chart.only(ResourceType.MEDICATION_REQUEST).at("/status").asText())
                .isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-02-28T10:00:00,completed", "2026-03-01T07:00:00,completed", "2026-02-28,completed",
        "2026-03-01,active", "2026-03-01T07:00:01,active", "2027-01-01,active"
    })
    void anOrderWhoseEndHadPassedWhenItWasReadIsNotActive(String stop, String status) {
        chart.reads(prescription("5", stop, "ACTIVE"));

        assertThat(chart.only(ResourceType.MEDICATION_REQUEST).at("/status").asText())
                .isEqualTo(status);
        assertThat(chart.findings().contains(new Finding("active-after-stop", "stop_at")))
                .isEqualTo(status.equals("completed"));
    }

    @ParameterizedTest
    @CsvSource({"'0,5'", "'1,000'", "1O", "two", "5."})
    void aDoseThatIsNoPlainDecimalIsRejected(String dose) {
        assertThatThrownBy(() -> chart.reads(prescription(dose, null, "ACTIVE")))
                .isInstanceOfSatisfying(Rejected.class, e -> {
                    assertThat(e.code()).isEqualTo("dose-not-a-plain-decimal");
                    assertThat(e.place()).isEqualTo("dose");
                });
    }

    @Test
    void aNullClearsAndAnAbsentColumnSaysNothing() {
        chart.reads(prescription("5", null, "ACTIVE"));
        chart.reads(row(NOON + 60, "order_number", "P1", "patient_id", "4711", "dose", null, "status", null));

        JsonNode order = chart.only(ResourceType.MEDICATION_REQUEST);
        assertThat(order.at("/status").asText()).isEqualTo("unknown");
        assertThat(order.at("/dosageInstruction/0").has("doseAndRate")).isFalse();
        assertThat(order.at("/dosageInstruction/0").has("route")).isTrue();
    }

    @Test
    void anUnmappedRouteStaysAndIsAFinding() {
        chart.reads(row(
                NOON,
                "order_number",
                "P1",
                "patient_id",
                "4711",
                "drug_name",
                "Something",
                "route",
                "XQ",
                "status",
                "A"));

        assertThat(chart.only(ResourceType.MEDICATION_REQUEST)
                        .at("/dosageInstruction/0/route/coding/0/code")
                        .asText())
                .isEqualTo("XQ");
        assertThat(chart.findings()).containsExactly(new Finding("unmapped-code", "route"));
    }

    @Test
    void aRowWithoutOrderNumberIsKeyedByItsPrescription() {
        chart.reads(row(
                NOON, "order_number", null, "prescription_number", "RX9", "patient_id", "4711", "drug_name", "Some"));

        assertThat(chart.only(ResourceType.MEDICATION_REQUEST).findValuesAsText("value"))
                .contains("RX9");
    }

    @Test
    @DisplayName("§4.1 dose, §4.1 rate, §4.1 strength, §4.1 dispense, §4.2(10): a row has them in columns of their own")
    void aRowOfAllColumns() {
        chart.reads(row(
                NOON,
                "order_number",
                "P1",
                "patient_id",
                "4711",
                "drug_name",
                "Something",
                "dose",
                "5",
                "dose_max",
                "10",
                "dose_unit",
                "mg",
                "rate",
                "12.50",
                "rate_unit",
                "mL/h",
                "strength",
                "500",
                "strength_unit",
                "mg",
                "dosage_form",
                "tablet",
                "max_daily_dose",
                "40",
                "route",
                "PO",
                "site",
                "left arm",
                "as_needed",
                "Y",
                "frequency",
                "Q6H",
                "priority",
                "S",
                "indication",
                "pain",
                "quantity",
                "30",
                "quantity_unit",
                "tablet",
                "refills",
                "2",
                "substitution",
                "N",
                "ordered_at",
                "2026-02-20T07:00:00",
                "status",
                "IP"));

        JsonNode order = chart.only(ResourceType.MEDICATION_REQUEST);
        JsonNode dosage = order.at("/dosageInstruction/0");
        assertThat(dosage.at("/doseAndRate/0/doseRange/high/value").asText()).isEqualTo("10");
        assertThat(chart.texts()).contains("\"rateQuantity\":{\"value\":12.50,");
        assertThat(dosage.at("/maxDosePerPeriod/numerator/value").asText()).isEqualTo("40");
        assertThat(dosage.at("/site/text").asText()).isEqualTo("left arm");
        assertThat(dosage.at("/asNeededBoolean").asBoolean()).isTrue();
        assertThat(order.at("/contained/0/form/text").asText()).isEqualTo("tablet");
        assertThat(order.at("/contained/0/ingredient/0/strength/numerator/value")
                        .asText())
                .isEqualTo("500");
        assertThat(order.at("/priority").asText()).isEqualTo("stat");
        assertThat(order.at("/reasonCode/0/text").asText()).isEqualTo("pain");
        assertThat(order.at("/dispenseRequest/quantity/value").asText()).isEqualTo("30");
        assertThat(order.at("/dispenseRequest/numberOfRepeatsAllowed").asInt()).isEqualTo(2);
        assertThat(order.at("/substitution/allowedBoolean").asText()).isEqualTo("false");
        assertThat(order.at("/authoredOn").asText()).isEqualTo("2026-02-20T07:00:00-05:00");
        assertThat(chart.findings()).isEmpty();
    }

    @Test
    @DisplayName("§4.1 one: rows of several systems of one order agree, whichever comes first")
    void rowsInAnyOrder() {
        Row older =
                row(NOON, "order_number", "P1", "patient_id", "4711", "drug_name", "A", "dose", "1", "dose_unit", "mg");
        Row newer = row(NOON + 60, "order_number", "P1", "patient_id", "4711", "dose", "2", "dose_unit", "mg");
        String expected = chart.reads(older).reads(newer).texts();

        Chart other = new Chart(
                Chart.site(DataClass.MEDICATIONS), new MedicationsMapper(), Mappers.rows(DataClass.MEDICATIONS));
        assertThat(other.reads(newer).reads(older).texts()).isEqualTo(expected).contains("\"value\":2,");
    }

    @Test
    @DisplayName("§4.1 RXC: a row of a large-volume infusion is a dead letter: it cannot say what is in the bag")
    void aRowOfAnInfusion() {
        assertThatThrownBy(() -> chart.reads(row(NOON, "order_number", "P1", "patient_id", "4711", "order_type", "S")))
                .isInstanceOfSatisfying(
                        Rejected.class, e -> assertThat(e.code()).isEqualTo("iv-without-components"));
    }
}
