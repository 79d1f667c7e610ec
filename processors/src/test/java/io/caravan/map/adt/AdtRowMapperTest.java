package io.caravan.map.adt;

import static io.caravan.map.adt.AdtMessages.message;
import static io.caravan.map.adt.AdtMessages.pid;
import static io.caravan.map.adt.AdtMessages.pv1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.caravan.fold.ResourceType;
import io.caravan.map.Chart;
import io.caravan.map.Row;
import io.caravan.message.Rejected;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AdtRowMapperTest {
    private static final List<String> COLUMNS = List.of(
            "patient_id",
            "family_name",
            "given_name",
            "birth_date",
            "sex",
            "address_line",
            "city",
            "state",
            "postal_code",
            "home_phone",
            "marital_status",
            "deceased_at",
            "deleted",
            "version");

    private final Chart chart = AdtMessages.chart();

    private static Row row(String version, @Nullable String... values) {
        return new Row(new Row.Columns(COLUMNS), values, Instant.parse(version).toEpochMilli() * 1000);
    }

    private static Row row(String version, List<String> columns, @Nullable String... values) {
        return new Row(new Row.Columns(columns), values, Instant.parse(version).toEpochMilli() * 1000);
    }

    private JsonNode patient() {
        return chart.only(ResourceType.PATIENT);
    }

    @Test
    void aRowIsThePatientOfItsMessages() {
        chart.receives(message("A28", "20260301080000", "PID|1||4711^^^MRN^MR"));
        chart.reads(row(
                "2026-03-02T00:00:00Z",
                "4711",
                "MILLER",
                "ANN",
                "1975-03-01",
                "F",
                "1 MAIN ST",
                "ALBANY",
                "NY",
                "12207",
                "555-1",
                "M",
                null,
                "0",
                null));

        assertThat(patient().at("/identifier")).hasSize(1);
        assertThat(patient().at("/name/0/family").asText()).isEqualTo("MILLER");
        assertThat(patient().at("/birthDate").asText()).isEqualTo("1975-03-01");
        assertThat(patient().at("/gender").asText()).isEqualTo("female");
        assertThat(patient().at("/address/0/postalCode").asText()).isEqualTo("12207");
        assertThat(patient().at("/telecom/0/use").asText()).isEqualTo("home");
        assertThat(patient().at("/maritalStatus/coding/0/code").asText()).isEqualTo("M");
        assertThat(patient().at("/active").asBoolean()).isTrue();
        assertThat(patient().has("meta")).isFalse();
    }

    @Test
    void aNullColumnOfANewerRowClearsAndAnAbsentOneSaysNothing() {
        chart.receives(message("A28", "20260301080000", pid("19750301|F|||A^^B^NY^1||555-1")));
        chart.reads(row("2026-03-02T00:00:00Z", List.of("patient_id", "home_phone"), "4711", null));

        assertThat(patient().has("telecom")).isFalse();
        assertThat(patient().at("/address/0/city").asText()).isEqualTo("B");
    }

    @Test
    void anOlderRowFillsButDoesNotOverride() {
        chart.receives(message("A28", "20260301080000", "PID|1||4711^^^MRN^MR||SMITH^ANN"));
        chart.reads(row(
                "2026-02-01T00:00:00Z",
                "4711",
                "MILLER",
                "ANN",
                "1975-03-01",
                "F",
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                "0",
                null));

        assertThat(patient().at("/name/0/family").asText()).isEqualTo("SMITH");
        assertThat(patient().at("/birthDate").asText()).isEqualTo("1975-03-01");
    }

    @Test
    void aDeletedRowMakesThePatientInactive() {
        chart.reads(row("2026-03-02T00:00:00Z", List.of("patient_id", "deleted"), "4711", "1"));

        assertThat(patient().at("/active").asBoolean(true)).isFalse();
    }

    @Test
    void aRowWithoutANumberOrWithoutARealBirthDateIsADeadLetter() {
        assertThatThrownBy(() -> chart.reads(row("2026-03-02T00:00:00Z", List.of("patient_id"), " ")))
                .isInstanceOfSatisfying(
                        Rejected.class, rejected -> assertThat(rejected.code()).isEqualTo("missing-patient-id"));
        assertThatThrownBy(() -> chart.reads(
                        row("2026-03-02T00:00:00Z", List.of("patient_id", "birth_date"), "4711", "1975-13-32")))
                .isInstanceOfSatisfying(
                        Rejected.class, rejected -> assertThat(rejected.place()).isEqualTo("birth_date"));
    }

    @Test
    void aVisitOfARowTakesItsPlaceAmongItsEvents() {
        List<String> columns =
                List.of("patient_id", "visit_number", "patient_class", "admitted_at", "discharged_at", "ward");
        chart.receives(message("A03", "20260305120000", pid(), pv1("3W", "", "20260305113000")));
        chart.reads(row("2026-03-02T00:00:00Z", columns, "4711", "V77", "I", "2026-03-01T07:45:00", null, "3W"));

        JsonNode encounter = chart.only(ResourceType.ENCOUNTER);
        assertThat(encounter.at("/status").asText()).isEqualTo("finished");
        assertThat(encounter.at("/period/start").asText()).isEqualTo("2026-03-01T07:45:00-05:00");
        assertThat(encounter.at("/period/end").asText()).isEqualTo("2026-03-05T11:30:00-05:00");
    }

    @Test
    void anAllergyOfARowIsTheOneThatMessagesName() {
        List<String> columns = List.of(
                "patient_id",
                "allergy_number",
                "allergy_code",
                "allergy_system",
                "allergy_name",
                "allergy_type",
                "allergy_severity",
                "allergy_reaction",
                "allergy_status");
        chart.receives(message("A31", "20260301", pid(), "AL1|1|DA|PEN^Penicillin^L|SV|Hives"));
        chart.reads(
                row("2026-02-01T00:00:00Z", columns, "4711", "A9", "PEN", "L", "Penicillin", "DA", "SV", "Hives", "A"));

        JsonNode allergy = chart.only(ResourceType.ALLERGY_INTOLERANCE);
        assertThat(allergy.at("/identifier/0/value").asText()).isEqualTo("A9");
        assertThat(allergy.at("/clinicalStatus/coding/0/code").asText()).isEqualTo("active");
    }
}
