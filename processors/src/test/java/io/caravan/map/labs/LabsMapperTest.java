package io.caravan.map.labs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.caravan.fold.ResourceType;
import io.caravan.map.Chart;
import io.caravan.map.registry.Mappers;
import io.caravan.message.DataClass;
import io.caravan.message.Finding;
import io.caravan.message.Rejected;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LabsMapperTest {
    private final Chart chart = new Chart(Chart.site(DataClass.LABS), new LabsMapper(), Mappers.rows(DataClass.LABS));

    static String msh(String sent) {
        return "MSH|^~\\&|LAB|HOSP|CARAVAN|HOSP|" + sent + "||ORU^R01^ORU_R01|" + sent + "|P|2.5.1";
    }

    static final String PID = "PID|1||4711^^^MRN^MR||MILLER^ANN||19750301|F";
    static final String PV1 = "PV1|1|I|||||||||||||||||V77^^^VISIT";

    static String obr(String status, String at) {
        return "OBR|1|P1^PLACER|F1^LAB|CHEM^Chemistry^L|||202603010800|||||||||||||||" + at + "|||" + status;
    }

    private JsonNode observe(String obx) {
        chart.receives(msh("20260301100000"), PID, PV1, obr("F", "20260301095500"), obx);
        return chart.only(ResourceType.OBSERVATION);
    }

    @Test
    void aReportNamesItsNumbersItsPatientItsOrderAndItsResults() {
        JsonNode observation = observe("OBX|1|NM|GLU^Glucose^L||5.0|MG/DL|3.9-5.8|N|||F|||202603010810");
        JsonNode report = chart.only(ResourceType.DIAGNOSTIC_REPORT);

        assertThat(report.at("/status").asText()).isEqualTo("final");
        assertThat(report.findValuesAsText("value")).contains("P1", "F1");
        assertThat(report.at("/result/0/reference").asText())
                .isEqualTo("Observation/" + observation.at("/id").asText());
        assertThat(report.at("/basedOn/0/reference").asText()).startsWith("ServiceRequest/");
        assertThat(report.at("/encounter/reference").asText()).startsWith("Encounter/");
        assertThat(report.at("/subject/reference").asText())
                .isEqualTo(
                        "Patient/" + chart.only(ResourceType.PATIENT).at("/id").asText());
        assertThat(report.at("/issued").asText()).isEqualTo("2026-03-01T09:55:00-05:00");
        assertThat(report.at("/effectiveDateTime").asText()).isEqualTo("2026-03-01T08:00:00-05:00");
        assertThat(observation.at("/effectiveDateTime").asText()).isEqualTo("2026-03-01T08:10:00-05:00");
        assertThat(observation.at("/identifier/0/value").asText()).isEqualTo("F1");
    }

    @Test
    void aLocalCodeKeepsItsOwnCodingBehindLoinc() {
        JsonNode coding = observe("OBX|1|NM|GLU^Glucose^L||5.0|MG/DL|||||F").at("/code/coding");

        assertThat(coding.at("/0/system").asText()).isEqualTo("http://loinc.org");
        assertThat(coding.at("/0/code").asText()).isEqualTo("2345-7");
        assertThat(coding.at("/1/code").asText()).isEqualTo("GLU");
        assertThat(chart.findings()).isEmpty();
    }

    @Test
    void anUnmappedLocalCodeStaysAndIsAFinding() {
        JsonNode observation = observe("OBX|1|NM|XYZ^Something^L||5.0||||||F");

        assertThat(observation.at("/code/coding/0/code").asText()).isEqualTo("XYZ");
        assertThat(chart.findings()).containsExactly(new Finding("unmapped-code", "OBX-3"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "NM; 5.0; {\"value\":5.0}",
                "NM; .5; {\"value\":0.5}",
                "NM; -0.050; {\"value\":-0.050}",
                "NM; +7; {\"value\":7}",
                "NM; <2; {\"value\":2,\"comparator\":\"<\"}",
                "NM; >=1000; {\"value\":1000,\"comparator\":\">=\"}",
                "SN; <=^10; {\"value\":10,\"comparator\":\"<=\"}",
                "SN; ^10; {\"value\":10}",
            })
    void aNumberKeepsItsDigitsAndItsComparator(String type, String value, String quantity) {
        observe("OBX|1|" + type + "|GLU^Glucose^L||" + value + "|||||F|F");

        assertThat(chart.texts()).contains("\"valueQuantity\":" + quantity);
    }

    @ParameterizedTest
    @CsvSource({"NEG", "'1,000'", "'0,5'", "1E5", "5 mg"})
    void whatIsNotANumberIsTextAndAFinding(String value) {
        JsonNode observation = observe("OBX|1|NM|GLU^Glucose^L||" + value + "||||||F");

        assertThat(observation.at("/valueString").asText()).isEqualTo(value);
        assertThat(observation.has("valueQuantity")).isFalse();
        assertThat(chart.findings()).containsExactly(new Finding("not-a-number", "OBX-5"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "SN; ^1^:^128; /valueRatio/denominator/value; 128",
                "SN; ^3^-^7; /valueRange/high/value; 7",
                "SN; <>^10; /valueString; <> 10",
                "SN; ^1^+; /valueString; 1 +",
                "NR; 3^7; /valueRange/low/value; 3",
                "CWE; 260415000^Not detected^SCT; /valueCodeableConcept/coding/0/system; http://snomed.info/sct",
                "CE; POS^Positive; /valueCodeableConcept/text; Positive",
                "ST; all clear; /valueString; all clear",
                "FT; one\\.br\\two; /valueString; 'one\ntwo'",
                "TX; one~two; /valueString; 'one\ntwo'",
                "DT; 20260228; /valueDateTime; 2026-02-28",
                "TS; 202602281530; /valueDateTime; 2026-02-28T15:30:00-05:00",
                "TM; 1530; /valueTime; 15:30:00",
                "DR; 20260228^20260301; /valuePeriod/end; 2026-03-01",
                "NA; 1^2~3^x; /valueSampledData/data; 1 2 3 E",
                "ST; a~b; /component/1/valueString; b",
                "XY; who knows; /valueString; who knows",
            })
    void eachValueTypeHasItsElement(String type, String value, String pointer, String expected) {
        JsonNode observation = observe("OBX|1|" + type + "|GLU^Glucose^L||" + value + "||||||F");

        assertThat(observation.at(pointer).asText()).isEqualTo(expected.replace("\\n", "\n"));
    }

    @Test
    void aUnitOutsideTheMapIsShownButNotCoded() {
        JsonNode quantity =
                observe("OBX|1|NM|GLU^Glucose^L||5.0|furlong||||F|F").at("/valueQuantity");

        assertThat(quantity.at("/unit").asText()).isEqualTo("furlong");
        assertThat(quantity.has("code")).isFalse();
        assertThat(chart.findings()).containsExactly(new Finding("unmapped-unit", "OBX-6"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "3.9-5.8; 3.9; 5.8",
                "-5 - -1; -5; -1",
                "<5; ; 5",
                ">=60; 60; ",
                "4.3 to 6.2; ; ",
                "3.9–5.8; 3.9; 5.8",
                "5.8-3.9; ; ",
                "negative; ; ",
            })
    void aReferenceRangeIsReadOnlyWhereItIsPlain(String text, String low, String high) {
        JsonNode range =
                observe("OBX|1|NM|GLU^Glucose^L||5.0|mg/dL|" + text + "|N|||F").at("/referenceRange/0");

        assertThat(range.at("/text").asText()).isEqualTo(text);
        assertThat(range.at("/low/value").asText()).isEqualTo(low == null ? "" : low);
        assertThat(range.at("/high/value").asText()).isEqualTo(high == null ? "" : high);
    }

    @Test
    void aCriticalFlagSurvivesAndABlankOneIsNotNormal() {
        JsonNode critical = observe("OBX|1|NM|GLU^Glucose^L||50|mg/dL||HH~A|||F");
        assertThat(critical.at("/interpretation").findValuesAsText("code")).containsExactly("HH", "A");

        JsonNode blank = observe("OBX|1|NM|GLU^Glucose^L||50|mg/dL|||||F");
        assertThat(blank.has("interpretation")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "F,final",
        "P,preliminary",
        "C,corrected",
        "A,amended",
        "D,entered-in-error",
        "W,entered-in-error",
        "X,cancelled",
        "I,registered",
        "O,registered",
        "R,preliminary",
        "S,preliminary",
        "B,amended",
        "V,final",
        "U,final",
        "N,final"
    })
    void everyResultStatusHasItsFhirStatus(String obx11, String status) {
        assertThat(observe("OBX|1|NM|GLU^Glucose^L||5|mg/dL|||||" + obx11)
                        .at("/status")
                        .asText())
                .isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource({
        "O,registered",
        "I,registered",
        "S,registered",
        "P,preliminary",
        "R,partial",
        "F,final",
        "C,corrected",
        "X,cancelled",
        "A,partial",
        "M,preliminary",
        "N,registered"
    })
    void everyReportStatusHasItsFhirStatus(String obr25, String status) {
        chart.receives(msh("20260301100000"), PID, obr(obr25, "20260301095500"));

        assertThat(chart.only(ResourceType.DIAGNOSTIC_REPORT).at("/status").asText())
                .isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource({"Y,no-order-on-record", "Z,no-patient-on-record"})
    void aReportOfNoOrderOrNoPatientIsRejected(String obr25, String code) {
        assertThatThrownBy(() -> chart.receives(msh("20260301100000"), PID, obr(obr25, "20260301095500")))
                .isInstanceOfSatisfying(Rejected.class, e -> {
                    assertThat(e.code()).isEqualTo(code);
                    assertThat(e.place()).isEqualTo("OBR-25");
                });
    }

    @Test
    void aReportWithoutStatusIsUnknownAndAFinding() {
        chart.receives(
                msh("20260301100000"), PID, obr("", "20260301095500"), "OBX|1|NM|GLU^Glucose^L||5.1|mg/dL|||||F");

        assertThat(chart.only(ResourceType.DIAGNOSTIC_REPORT).at("/status").asText())
                .isEqualTo("unknown");
        assertThat(chart.only(ResourceType.OBSERVATION).at("/status").asText()).isEqualTo("final");
        assertThat(chart.findings()).containsExactly(new Finding("missing-report-status", "OBR-25"));
    }

    @Test
    void textWithoutACodeIsTheObservationThatWasOrdered() {
        JsonNode text = observe("OBX|1|TX|||Impression: none||||||F\rOBX|2|TX|||No change||||||F");

        assertThat(text.at("/valueString").asText()).isEqualTo("Impression: none\nNo change");
        assertThat(text.at("/code/coding/0/code").asText()).isEqualTo("CHEM");
    }

    @ParameterizedTest
    @CsvSource({"N,not-asked", "X,not-performed", "F,unknown", "I,temp-unknown"})
    void aResultWithoutValueSaysWhy(String obx11, String reason) {
        JsonNode observation = observe("OBX|1|NM|GLU^Glucose^L|||mg/dL|||||" + obx11);

        assertThat(observation.at("/dataAbsentReason/coding/0/code").asText()).isEqualTo(reason);
    }

    @Test
    void linesOfOneTextBecomeOneObservation() {
        JsonNode observation = observe(String.join(
                "\r",
                "OBX|1|TX|MICRO^Microscopy^L||first line||||||F",
                "OBX|2|TX|MICRO^Microscopy^L||second line||||||F",
                "OBX|3|TX|MICRO^Microscopy^L||||||||F",
                "OBX|4|TX|MICRO^Microscopy^L||last line||||||F"));

        assertThat(observation.at("/valueString").asText()).isEqualTo("first line\nsecond line\n\nlast line");
    }

    @Test
    void resultsThatRepeatWithoutSubIdStaySeveral() {
        chart.receives(
                msh("20260301100000"),
                PID,
                obr("F", "20260301095500"),
                "OBX|1|NM|GLU^Glucose^L||5.1||||||F",
                "OBX|2|NM|GLU^Glucose^L||5.2||||||F");

        assertThat(chart.all(ResourceType.OBSERVATION)).hasSize(2);
        assertThat(chart.findings()).contains(new Finding("repeated-observation", "OBX-3"));
    }

    @Test
    void aRenumberedCorrectionIsTheSameObservation() {
        chart.receives(
                msh("20260301100000"),
                PID,
                obr("F", "20260301095500"),
                "OBX|1|NM|GLU^Glucose^L||5.1||||||F",
                "OBX|2|NM|NA^Sodium^L||140||||||F");
        chart.receives(msh("20260301120000"), PID, obr("C", "20260301115500"), "OBX|1|NM|NA^Sodium^L||141|||H|||C");

        assertThat(chart.all(ResourceType.OBSERVATION)).hasSize(2);
        JsonNode sodium = chart.all(ResourceType.OBSERVATION).stream()
                .filter(o -> o.at("/code/coding/0/code").asText().equals("NA"))
                .findFirst()
                .orElseThrow();
        assertThat(sodium.at("/valueQuantity/value").asText()).isEqualTo("141");
        assertThat(sodium.at("/status").asText()).isEqualTo("corrected");
        assertThat(chart.only(ResourceType.DIAGNOSTIC_REPORT).at("/result")).hasSize(2);
    }

    @Test
    void aWithdrawnResultShowsNoValue() {
        observe("OBX|1|NM|GLU^Glucose^L||5.1|mg/dL|||||F");
        chart.receives(
                msh("20260301120000"), PID, obr("C", "20260301115500"), "OBX|1|NM|GLU^Glucose^L||5.1|mg/dL|||||W");

        JsonNode withdrawn = chart.only(ResourceType.OBSERVATION);
        assertThat(withdrawn.at("/status").asText()).isEqualTo("entered-in-error");
        assertThat(withdrawn.has("valueQuantity")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "F,20260301095500,P,20260301105500,true",
        "F,20260301095500,P,20260301085500,false",
        "P,20260301095500,F,20260301105500,false",
        "P,20260301105500,F,20260301095500,true"
    })
    void aPreliminaryResultNewerThanTheFinalOneContradictsIt(
            String first, String firstAt, String second, String secondAt, boolean contradicts) {
        chart.receives(msh(firstAt), PID, obr(first, firstAt), "OBX|1|NM|GLU^Glucose^L||5.1||||||" + first);
        chart.receives(msh(secondAt), PID, obr(second, secondAt), "OBX|1|NM|GLU^Glucose^L||5.2||||||" + second);

        assertThat(chart.only(ResourceType.OBSERVATION).at("/status").asText()).isEqualTo("final");
        assertThat(chart.contradictions())
                .isEqualTo(
                        contradicts
                                ? List.of(
                                        new Finding("preliminary-after-final", "OBR-25"),
                                        new Finding("preliminary-after-final", "OBX-11"))
                                : List.of());
    }

    @Test
    void aStatusUpdateWithoutValueKeepsTheValue() {
        chart.receives(
                msh("20260301100000"), PID, obr("P", "20260301095500"), "OBX|1|NM|GLU^Glucose^L||5.1|mg/dL||H|||P");
        chart.receives(msh("20260301120000"), PID, obr("F", "20260301115500"), "OBX|1|NM|GLU^Glucose^L||||||||U");

        JsonNode result = chart.only(ResourceType.OBSERVATION);
        assertThat(result.at("/status").asText()).isEqualTo("final");
        assertThat(result.at("/valueQuantity/value").asText()).isEqualTo("5.1");
        assertThat(result.at("/interpretation/0/coding/0/code").asText()).isEqualTo("H");
    }

    @Test
    void notesAfterAResultAreItsNoteAndNotesAfterTheOrderTheConclusion() {
        chart.receives(
                msh("20260301100000"),
                PID,
                obr("F", "20260301095500"),
                "NTE|1|L|Seen by the pathologist.",
                "OBX|1|NM|GLU^Glucose^L||5.1|mg/dL|||||F",
                "NTE|1|L|Haemolysed~repeat advised");

        assertThat(chart.only(ResourceType.DIAGNOSTIC_REPORT).at("/conclusion").asText())
                .isEqualTo("Seen by the pathologist.");
        assertThat(chart.only(ResourceType.OBSERVATION).at("/note/0/text").asText())
                .isEqualTo("Haemolysed\nrepeat advised");
    }

    @Test
    void anEmbeddedPdfIsAPresentedFormWithSizeAndHash() {
        observe("OBX|1|ED|PDF^Report^L||LAB^TEXT^PLAIN^Base64^JVBERi0xLjQK||||||F");

        JsonNode form = chart.only(ResourceType.DIAGNOSTIC_REPORT).at("/presentedForm/0");
        assertThat(form.at("/contentType").asText()).isEqualTo("application/pdf");
        assertThat(form.at("/size").asInt()).isEqualTo(9);
        assertThat(form.at("/hash").asText()).isEqualTo("lWB7AtSKeGy3hol9cnEU/HmBSx4=");
        assertThat(form.at("/data").asText()).isEqualTo("JVBERi0xLjQK");
        JsonNode extension = chart.only(ResourceType.OBSERVATION).at("/extension/0/valueAttachment");
        assertThat(extension.at("/size").asInt()).isEqualTo(9);
        assertThat(extension.has("data")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"JVBERi0xLjQ*,document-not-decodable", "JVBERi0xLjQ,document-not-decodable"})
    void brokenBase64IsRejected(String data, String code) {
        assertThatThrownBy(() -> observe("OBX|1|ED|PDF^Report^L||LAB^AP^PDF^Base64^" + data + "||||||F"))
                .isInstanceOfSatisfying(
                        Rejected.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    @Test
    void aSpecimenIsSharedByItsReports() {
        String spm = "SPM|1|S1&PLACER^S2&LAB|| BLD^Blood^HL70487|||||||||||||202603010730|202603010745";
        chart.receives(
                msh("20260301100000"),
                PID,
                obr("F", "20260301095500"),
                "OBX|1|NM|GLU^Glucose^L||5.1|mg/dL|||||F",
                spm,
                "OBR|2|P2^PLACER|F2^LAB|HAEM^Haematology^L|||202603010800|||||||||||||||20260301095500|||F",
                "OBX|1|NM|HB^Haemoglobin^L||13.1|g/dL|||||F",
                spm);

        JsonNode specimen = chart.only(ResourceType.SPECIMEN);
        assertThat(specimen.findValuesAsText("value")).contains("S1", "S2");
        assertThat(specimen.at("/collection/collectedDateTime").asText()).isEqualTo("2026-03-01T07:30:00-05:00");
        assertThat(chart.all(ResourceType.OBSERVATION))
                .allSatisfy(o -> assertThat(o.at("/specimen/reference").asText())
                        .isEqualTo("Specimen/" + specimen.at("/id").asText()));
    }

    @Test
    void aSpecimenCentredMessageGivesItsSpecimenToItsReports() {
        chart.receives(
                msh("20260301100000").replace("ORU^R01^ORU_R01", "OUL^R22^OUL_R22"),
                PID,
                "SPM|1|S1&PLACER^S2&LAB||BLD^Blood^HL70487",
                "OBX|1|ST|COND^Condition^L||haemolysed||||||F",
                obr("F", "20260301095500"),
                "ORC|RE|P1^PLACER|F1^LAB",
                "OBX|1|NM|GLU^Glucose^L||5.1|mg/dL|||||F");

        String specimen =
                "Specimen/" + chart.only(ResourceType.SPECIMEN).at("/id").asText();
        assertThat(chart.all(ResourceType.OBSERVATION))
                .hasSize(2)
                .allSatisfy(observation -> assertThat(
                                observation.at("/specimen/reference").asText())
                        .isEqualTo(specimen));
        assertThat(chart.only(ResourceType.DIAGNOSTIC_REPORT)
                        .at("/specimen/0/reference")
                        .asText())
                .isEqualTo(specimen);
    }

    @Test
    void reportsThatRepeatNumberAndPanelStaySeveral() {
        chart.receives(
                msh("20260301100000"),
                PID,
                obr("F", "20260301095500"),
                "OBX|1|NM|GLU^Glucose^L||5.1|mg/dL|||||F",
                obr("F", "20260301095500"),
                "OBX|1|NM|GLU^Glucose^L||7.9|mg/dL|||||F");

        assertThat(chart.all(ResourceType.DIAGNOSTIC_REPORT)).hasSize(2);
        assertThat(chart.texts()).contains("\"value\":5.1", "\"value\":7.9");
    }

    @Test
    void aReportCancelledBeforeAnyResultEndsItsOrder() {
        chart.receives(msh("20260301100000"), PID, obr("X", "20260301095500"));

        assertThat(chart.findings()).isEmpty();
        assertThat(chart.texts()).contains("\"resourceType\":\"ServiceRequest\"", "\"status\":\"revoked\"");
    }

    @Test
    void anObservationWithAnInstanceIdentifierIsKeyedByIt() {
        chart.receives(
                msh("20260301100000"),
                PID,
                obr("F", "20260301095500"),
                "OBX|1|NM|GLU^Glucose^L||5.1|mg/dL|||||F||||||||||I9^LAB");
        chart.receives(
                msh("20260301110000"),
                PID,
                "OBR|1|P1^PLACER|F9^LAB|CHEM^Chemistry^L||||||||||||||||||20260301105500|||C",
                "OBX|7|NM|GLU^Glucose^L||5.2|mg/dL|||||C||||||||||I9^LAB");

        assertThat(chart.only(ResourceType.OBSERVATION)
                        .at("/valueQuantity/value")
                        .asText())
                .isEqualTo("5.2");
    }
}
