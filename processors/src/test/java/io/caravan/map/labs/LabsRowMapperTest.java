package io.caravan.map.labs;

import static io.caravan.map.Lines.segment;
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
import java.util.Arrays;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LabsRowMapperTest {
    /** 2026-03-01T12:00:00Z; messages of these tests are of 2026-03-01 in New York. */
    private static final long NOON = 1_772_366_400L;

    private final Chart chart = new Chart(Chart.site(DataClass.LABS), new LabsMapper(), Mappers.rows(DataClass.LABS));

    private static Row result(long version, String value, String status) {
        return row(
                version,
                "result_id",
                "1",
                "order_number",
                "P1",
                "filler_number",
                "F1",
                "patient_id",
                "4711",
                "report_code",
                "CHEM",
                "report_name",
                "Chemistry",
                "test_code",
                "GLU",
                "test_system",
                "L",
                "test_name",
                "Glucose",
                "value",
                value,
                "value_type",
                "NM",
                "unit",
                "mg/dL",
                "reference_range",
                "70-110",
                "abnormal_flag",
                "H",
                "status",
                status,
                "observed_at",
                "2026-03-01T08:10:00",
                "reported_at",
                "2026-03-01T09:55:00");
    }

    private void message(String obr22, String obx11, String value) {
        chart.receives(
                LabsMapperTest.msh(obr22),
                LabsMapperTest.PID,
                segment(
                        "OBR",
                        2,
                        "P1^PLACER",
                        3,
                        "F1^LAB",
                        4,
                        "CHEM^Chemistry^L",
                        7,
                        "202603010810",
                        22,
                        obr22,
                        25,
                        "F"),
                segment("OBX", 2, "NM", 3, "GLU^Glucose^L", 5, value, 6, "mg/dL", 8, "N", 11, obx11));
    }

    @Test
    @DisplayName("§3.1 report, §3.2 loinc: a row has all of a result")
    void aRowHasAllOfAResult() {
        chart.reads(result(NOON, "120.0", "F"));

        JsonNode observation = chart.only(ResourceType.OBSERVATION);
        assertThat(chart.texts()).contains("\"value\":120.0,\"unit\":\"mg/dL\"");
        assertThat(observation.at("/status").asText()).isEqualTo("final");
        assertThat(observation.at("/code/coding/0/code").asText()).isEqualTo("2345-7");
        assertThat(observation.at("/referenceRange/0/high/value").asText()).isEqualTo("110");
        assertThat(observation.at("/interpretation/0/coding/0/code").asText()).isEqualTo("H");
        assertThat(observation.at("/effectiveDateTime").asText()).isEqualTo("2026-03-01T08:10:00-05:00");
        JsonNode report = chart.only(ResourceType.DIAGNOSTIC_REPORT);
        assertThat(report.at("/status").asText()).isEqualTo("final");
        assertThat(report.at("/code/coding/0/code").asText()).isEqualTo("CHEM");
        assertThat(report.at("/result/0/reference").asText())
                .isEqualTo("Observation/" + observation.at("/id").asText());
    }

    @Test
    @DisplayName("§3.1 key, §3.3 resent: a row and a message of one result meet in one observation")
    void aRowAndAMessageOfOneResultMeetInOneObservation() {
        message("20260301065500", "F", "5.1");
        chart.reads(result(NOON, "120.0", "C"));
        message("20260301065500", "F", "5.1");

        assertThat(chart.only(ResourceType.OBSERVATION).at("/status").asText()).isEqualTo("corrected");
        assertThat(chart.only(ResourceType.OBSERVATION)
                        .at("/valueQuantity/value")
                        .asText())
                .startsWith("120");
        assertThat(chart.all(ResourceType.DIAGNOSTIC_REPORT)).hasSize(1);
    }

    @Test
    @DisplayName("§3.3 newer: an older row loses to a newer message")
    void anOlderRowLosesToANewerMessage() {
        message("20260301180000", "C", "5.1");
        chart.reads(result(NOON, "120.0", "F"));

        assertThat(chart.only(ResourceType.OBSERVATION)
                        .at("/valueQuantity/value")
                        .asText())
                .isEqualTo("5.1");
        assertThat(chart.only(ResourceType.OBSERVATION)
                        .at("/referenceRange/0/text")
                        .asText())
                .isEqualTo("70-110");
    }

    @Test
    void theStatusOfOneTestNeverOverridesThatOfItsReport() {
        chart.receives(
                LabsMapperTest.msh("20260301060000"),
                LabsMapperTest.PID,
                segment("OBR", 2, "P1^PLACER", 3, "F1^LAB", 4, "CHEM^Chemistry^L", 22, "20260301060000", 25, "P"));
        chart.reads(result(NOON, "120.0", "F"));

        assertThat(chart.only(ResourceType.DIAGNOSTIC_REPORT).at("/status").asText())
                .isEqualTo("preliminary");
    }

    @Test
    @DisplayName("§1.5 null, §1.5 absent: NULL clears, a column that is not there says nothing")
    void nullClearsAndAnAbsentColumnSaysNothing() {
        chart.reads(result(NOON, "120", "F"));
        chart.reads(row(
                NOON + 60,
                "filler_number",
                "F1",
                "patient_id",
                "4711",
                "report_code",
                "CHEM",
                "test_code",
                "GLU",
                "abnormal_flag",
                null,
                "status",
                "F"));

        JsonNode observation = chart.only(ResourceType.OBSERVATION);
        assertThat(observation.has("interpretation")).isFalse();
        assertThat(observation.at("/valueQuantity/value").asText()).isEqualTo("120");
        assertThat(observation.at("/referenceRange/0/text").asText()).isEqualTo("70-110");
    }

    @Test
    @DisplayName("§3.2 empty: a value that is NULL has a reason")
    void aNullValueSaysThatThereIsNone() {
        chart.reads(result(NOON, null, "F"));

        assertThat(chart.only(ResourceType.OBSERVATION)
                        .at("/dataAbsentReason/coding/0/code")
                        .asText())
                .isEqualTo("unknown");
    }

    @ParameterizedTest
    @CsvSource({
        "F,final",
        "final,final",
        "P,preliminary",
        "C,corrected",
        "D,entered-in-error",
        "X,cancelled",
        "corrected,corrected",
        "nonsense,unknown"
    })
    @DisplayName("§3.3 OBX-11: a row's status is a code of the table or FHIR's own word")
    void aStatusIsACodeOfTheTableOrFhirsOwnWord(String word, String status) {
        chart.reads(result(NOON, "1", word));

        assertThat(chart.only(ResourceType.OBSERVATION).at("/status").asText()).isEqualTo(status);
        assertThat(chart.findings().contains(new Finding("unknown-status", "status")))
                .isEqualTo(status.equals("unknown"));
    }

    @ParameterizedTest
    @CsvSource({
        "NM,<2,/valueQuantity/comparator,<",
        "'',5.0,/valueQuantity/value,5.0",
        "'',NEG,/valueString,NEG",
        "ST,5,/valueString,5",
        "CE,Positive,/valueCodeableConcept/text,Positive",
        "DT,2026-03-01,/valueDateTime,2026-03-01",
        "NM,'0,5',/valueString,'0,5'",
        "SN,1:128,/valueRatio/denominator/value,128",
        "SN,>=5.0,/valueQuantity/comparator,>=",
        "SN,^3^-^7,/valueRange/high/value,7",
        "SN,2+,/valueString,2 +",
        "NR,3-7,/valueRange/low/value,3",
        "TM,1530,/valueTime,15:30:00",
        "ZZ,anything,/valueString,anything"
    })
    @DisplayName("§3.2 NM, §3.2 SN, §3.2 CWE, §3.2 DTM: a row's value has the element of its type")
    void aValueHasTheElementOfItsType(String type, String value, String pointer, String expected) {
        chart.reads(row(
                NOON,
                "filler_number",
                "F1",
                "patient_id",
                "4711",
                "test_code",
                "GLU",
                "value",
                value,
                "value_type",
                type,
                "status",
                "F"));

        assertThat(chart.only(ResourceType.OBSERVATION).at(pointer).asText()).isEqualTo(expected);
    }

    @Test
    void aRowWithoutNumberPatientOrTestIsRejected() {
        assertThatThrownBy(() -> chart.reads(row(NOON, "patient_id", "4711", "test_code", "GLU")))
                .isInstanceOfSatisfying(
                        Rejected.class, e -> assertThat(e.code()).isEqualTo("missing-order-number"));
        assertThatThrownBy(() -> chart.reads(row(NOON, "filler_number", "F1", "test_code", "GLU")))
                .isInstanceOfSatisfying(
                        Rejected.class, e -> assertThat(e.place()).isEqualTo("patient_id"));
        assertThatThrownBy(() -> chart.reads(row(NOON, "filler_number", "F1", "patient_id", "4711")))
                .isInstanceOfSatisfying(
                        Rejected.class, e -> assertThat(e.place()).isEqualTo("test_code"));
    }

    @Test
    @DisplayName("§3.2 CWE: a row's coded value has columns of its own")
    void aCodedValueHasColumnsOfItsOwn() {
        chart.reads(of("GLU", "1", "value", "Not detected", "value_code", "260415000", "value_system", "SCT"));

        JsonNode concept = chart.only(ResourceType.OBSERVATION).at("/valueCodeableConcept");
        assertThat(concept.at("/coding/0/system").asText()).isEqualTo("http://snomed.info/sct");
        assertThat(concept.at("/coding/0/code").asText()).isEqualTo("260415000");
    }

    @Test
    @DisplayName("§3.1 specimen: rows and messages with one specimen number share the specimen")
    void rowsAndMessagesShareTheirSpecimen() {
        chart.reads(of(
                "GLU", "1", "specimen_number", "S2", "specimen_type", "Blood", "collected_at", "2026-03-01T07:30:00"));
        chart.receives(
                LabsMapperTest.msh("20260301060000"),
                LabsMapperTest.PID,
                segment("OBR", 2, "P1^PLACER", 3, "F1^LAB", 4, "CHEM^Chemistry^L", 22, "20260301060000", 25, "F"),
                "SPM|1|^S2&LAB||BLD^Blood^HL70487");

        JsonNode specimen = chart.only(ResourceType.SPECIMEN);
        assertThat(specimen.at("/collection/collectedDateTime").asText()).isEqualTo("2026-03-01T07:30:00-05:00");
        assertThat(chart.only(ResourceType.OBSERVATION)
                        .at("/specimen/reference")
                        .asText())
                .isEqualTo("Specimen/" + specimen.at("/id").asText());
    }

    @Test
    @DisplayName("§3.2 micro: a row's susceptibility finds its organism, whichever is read first")
    void aSusceptibilityOfARowFindsItsOrganism() {
        chart.reads(of("AMP", "", "value", "<=0.25", "value_type", "SN", "parent_code", "ORG", "parent_sub_id", "1"));
        chart.reads(of("ORG", "1", "value", "Escherichia coli", "value_type", "ST"));

        assertThat(chart.all(ResourceType.OBSERVATION)).hasSize(2).anySatisfy(organism -> {
            assertThat(organism.at("/valueString").asText()).isEqualTo("Escherichia coli");
            assertThat(organism.at("/hasMember")).hasSize(1);
        });
    }

    private static Row of(String test, String subId, String... more) {
        String[] known = {"patient_id", "4711", "filler_number", "F1", "test_code", test, "sub_id", subId, "status", "F"
        };
        String[] all = Arrays.copyOf(known, known.length + more.length);
        System.arraycopy(more, 0, all, known.length, more.length);
        return row(NOON, all);
    }
}
