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
}
