package io.caravan.map.adt;

import static io.caravan.map.Lines.segment;
import static io.caravan.map.adt.AdtMessages.message;
import static io.caravan.map.adt.AdtMessages.pid;
import static io.caravan.map.adt.AdtMessages.pv1;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.caravan.fold.ResourceType;
import io.caravan.map.Chart;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What each field of PID becomes, and where the message can be found again. */
class PatientFieldsTest {
    private final Chart chart = AdtMessages.chart();

    private JsonNode patient() {
        return chart.only(ResourceType.PATIENT);
    }

    private static String valueOf(JsonNode extension) {
        for (String type : new String[] {"valueString", "valueAddress", "valueCodeableConcept"}) {
            if (extension.has(type)) {
                return extension.at("/" + type).isTextual()
                        ? extension.at("/" + type).asText()
                        : extension
                                .at("/" + type + "/text")
                                .asText(extension
                                        .at("/" + type + "/coding/0/code")
                                        .asText());
            }
        }
        return extension.at("/extension/1/valueString").asText();
    }

    @Test
    @DisplayName("§1.7 pid: the fields of PID on the patient")
    void theFieldsOfPid() {
        chart.receives(message(
                "A28",
                "20260301080000",
                segment(
                        "PID",
                        1,
                        "1",
                        3,
                        "4711^^^MRN^MR",
                        5,
                        "MILLER^ANN^B^^DR^^L",
                        6,
                        "JONES^EVE",
                        7,
                        "19750301",
                        8,
                        "F",
                        9,
                        "SMITH^ANN^^^^^M",
                        10,
                        "2106-3^White",
                        11,
                        "1 MAIN ST^^ALBANY^NY^12207^US^H",
                        13,
                        "555-1",
                        14,
                        "555-2",
                        15,
                        "ger",
                        16,
                        "M",
                        17,
                        "CAT",
                        22,
                        "2186-5^Not Hispanic",
                        23,
                        "ALBANY",
                        24,
                        "Y",
                        25,
                        "2",
                        29,
                        "20260228",
                        30,
                        "Y")));

        JsonNode patient = patient();
        assertThat(patient.at("/name/0/use").asText()).isEqualTo("official");
        assertThat(patient.at("/name/0/given/0").asText()).isEqualTo("ANN");
        assertThat(patient.at("/name/1/use").asText()).isEqualTo("maiden");
        assertThat(patient.at("/birthDate").asText()).isEqualTo("1975-03-01");
        assertThat(patient.at("/address/0/use").asText()).isEqualTo("home");
        assertThat(patient.at("/telecom/0/use").asText()).isEqualTo("home");
        assertThat(patient.at("/telecom/1/use").asText()).isEqualTo("work");
        assertThat(patient.at("/communication/0/language/coding/0/code").asText())
                .isEqualTo("de");
        assertThat(patient.at("/maritalStatus/coding/0/code").asText()).isEqualTo("M");
        assertThat(patient.at("/multipleBirthInteger").asInt()).isEqualTo(2);
        assertThat(patient.has("multipleBirthBoolean")).isFalse();
        assertThat(patient.at("/deceasedDateTime").asText()).isEqualTo("2026-02-28");
        assertThat(patient.has("deceasedBoolean")).isFalse();
        Map<String, String> extensions = new TreeMap<>();
        patient.at("/extension")
                .forEach(one -> extensions.put(one.at("/url").asText().replaceAll(".*/", ""), valueOf(one)));
        assertThat(extensions)
                .containsEntry("patient-mothersMaidenName", "JONES")
                .containsEntry("patient-birthPlace", "ALBANY")
                .containsEntry("patient-religion", "CAT")
                .containsEntry("us-core-race", "White")
                .containsEntry("us-core-ethnicity", "Not Hispanic");
    }

    @ParameterizedTest
    @DisplayName("§1.7 pid: PID-8 as FHIR's gender; what is none is kept as it was written")
    @CsvSource({"F,female", "M,male", "O,other", "A,other", "N,other", "U,unknown", "X,''"})
    void theGender(String sex, String gender) {
        chart.receives(message("A28", "20260301080000", pid("19750301|" + sex)));

        assertThat(patient().at("/gender").asText()).isEqualTo(gender);
        assertThat(patient().at("/extension/0/valueString").asText()).isEqualTo(gender.isEmpty() ? sex : "");
    }

    @Test
    @DisplayName("§1.7 source: who recorded what happened, when and why, and which message told it")
    void whereTheMessageCanBeFound() {
        String[] lines = message("A01", "20260301090000", pid(), pv1("3W", "", ""));
        lines[1] = "EVN|A01|20260301090000||01|9^CLERK^KIM|20260301083000";
        chart.receives(lines);
        chart.receives(lines);

        JsonNode provenance = chart.only(ResourceType.PROVENANCE);
        assertThat(provenance.at("/recorded").asText()).isEqualTo("2026-03-01T09:00:00-05:00");
        assertThat(provenance.at("/occurredDateTime").asText()).isEqualTo("2026-03-01T08:30:00-05:00");
        assertThat(provenance.at("/agent/0/who/display").asText()).isEqualTo("KIM CLERK");
        assertThat(provenance.at("/reason/0/coding/0/code").asText()).isEqualTo("01");
        assertThat(provenance.at("/target")).hasSize(2);
        assertThat(provenance.at("/entity/0/role").asText()).isEqualTo("source");
        assertThat(provenance.at("/entity/0/what/identifier/value").asText()).isEqualTo("A0120260301090000");
    }

    @Test
    @DisplayName("§1.7 source: PID-33 and PID-34 tell when and where the patient was last changed")
    void whenThePatientWasLastChanged() {
        chart.receives(message(
                "A31",
                "20260301080000",
                segment("PID", 1, "1", 3, "4711^^^MRN^MR", 5, "MILLER^ANN", 33, "20260228120000", 34, "CLINIC")));

        JsonNode provenance = chart.only(ResourceType.PROVENANCE);
        assertThat(provenance.at("/recorded").asText()).isEqualTo("2026-02-28T12:00:00-05:00");
        assertThat(provenance.at("/agent/0/who/display").asText()).isEqualTo("CLINIC");
    }
}
