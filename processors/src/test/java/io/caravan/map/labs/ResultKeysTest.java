package io.caravan.map.labs;

import static io.caravan.map.Lines.segment;
import static io.caravan.map.labs.LabsMapperTest.PID;
import static io.caravan.map.labs.LabsMapperTest.msh;
import static io.caravan.map.labs.LabsMapperTest.obr;
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

/** Which resources a result message becomes, and by what they are told apart. */
class ResultKeysTest {
    private static final String SENT = "20260301100000";
    private static final String GLUCOSE = "OBX|1|NM|GLU^Glucose^L||5.1|mg/dL|||||F";

    private final Chart chart = new Chart(Chart.site(DataClass.LABS), new LabsMapper(), Mappers.rows(DataClass.LABS));

    private static Object[] request(Object... more) {
        Object[] known = {2, "P1^PLACER", 3, "F1^LAB", 4, "CHEM^Chemistry^L"};
        Object[] all = new Object[known.length + more.length];
        System.arraycopy(known, 0, all, 0, known.length);
        System.arraycopy(more, 0, all, known.length, more.length);
        return all;
    }

    @Test
    @DisplayName("§3.1 report: two panels of one filler number are two reports, one panel sent twice is one")
    void aReportIsKeyedByFillerNumberAndPanel() {
        chart.receives(msh(SENT), PID, obr("P", SENT), GLUCOSE);
        chart.receives(msh(SENT), PID, obr("F", SENT), GLUCOSE);
        chart.receives(
                msh(SENT),
                PID,
                segment("OBR", 2, "P1^PLACER", 3, "F1^LAB", 4, "HAEM^Haematology^L", 22, SENT, 25, "F"));

        assertThat(chart.all(ResourceType.DIAGNOSTIC_REPORT)).hasSize(2);
    }

    @Test
    @DisplayName("§3.1 report: OBR-7 and OBR-8 are the period, OBR-24 the category")
    void aReportHasItsPeriodAndCategory() {
        chart.receives(
                msh(SENT),
                PID,
                segment("OBR", request(7, "202603010800", 8, "202603010830", 22, "20260301", 24, "CH", 25, "F")));

        JsonNode report = chart.only(ResourceType.DIAGNOSTIC_REPORT);
        assertThat(report.at("/effectivePeriod/start").asText()).isEqualTo("2026-03-01T08:00:00-05:00");
        assertThat(report.at("/effectivePeriod/end").asText()).isEqualTo("2026-03-01T08:30:00-05:00");
        assertThat(report.at("/category/0/coding/0/system").asText()).endsWith("v2-0074");
        assertThat(report.at("/category/0/coding/0/code").asText()).isEqualTo("CH");
    }

    @Test
    @DisplayName("§1.6 instant, §3.1 report: a day alone is no time of issue")
    void aDayAloneIsNoInstant() {
        chart.receives(msh(SENT), PID, obr("F", "20260301"), GLUCOSE);

        assertThat(chart.only(ResourceType.DIAGNOSTIC_REPORT).has("issued")).isFalse();
        assertThat(chart.only(ResourceType.OBSERVATION).has("issued")).isFalse();
    }

    @Test
    @DisplayName("§3.1 OBR-25: a report without status is refused, unless its source declares that this is usual")
    void aReportWithoutStatusIsAsDeclared() {
        Chart strict = Charts.refusingWithoutStatus();
        String[] message = {msh(SENT), PID, obr("", SENT), GLUCOSE};

        assertThatThrownBy(() -> strict.receives(message)).isInstanceOfSatisfying(Rejected.class, e -> {
            assertThat(e.code()).isEqualTo("missing-report-status");
            assertThat(e.place()).isEqualTo("OBR-25");
        });
        chart.receives(message);
        assertThat(chart.only(ResourceType.DIAGNOSTIC_REPORT).at("/status").asText())
                .isEqualTo("unknown");
        assertThat(chart.only(ResourceType.OBSERVATION).at("/status").asText()).isEqualTo("final");
        assertThat(chart.findings()).containsExactly(new Finding("missing-report-status", "OBR-25"));
    }

    @Test
    @DisplayName("§3.1 key: OBX-1 is no key, the same code of another system or sub-id is another result")
    void anObservationIsKeyedByWhatWasObserved() {
        chart.receives(msh(SENT), PID, obr("F", SENT), "OBX|1|NM|GLU^Glucose^L||5.1||||||F");
        chart.receives(msh(SENT), PID, obr("F", SENT), "OBX|9|NM|GLU^Glucose^L||5.1||||||F");
        assertThat(chart.all(ResourceType.OBSERVATION)).hasSize(1);

        chart.receives(
                msh(SENT),
                PID,
                obr("F", SENT),
                "OBX|1|NM|GLU^Glucose^99OTHER||5.1||||||F",
                "OBX|2|NM|GLU^Glucose^L|2|5.1||||||F");
        assertThat(chart.all(ResourceType.OBSERVATION)).hasSize(3);
    }

    @Test
    @DisplayName("§3.1 key: results of one message that repeat an OBX-21 stay several, lines of one text stay one")
    void aRepeatedInstanceIsSeveral() {
        chart.receives(
                msh(SENT),
                PID,
                obr("F", SENT),
                segment("OBX", 2, "NM", 3, "GLU^Glucose^L", 5, "5.1", 11, "F", 21, "I1^LAB"),
                segment("OBX", 2, "NM", 3, "NA^Sodium^L", 5, "140", 11, "F", 21, "I1^LAB"),
                segment("OBX", 2, "TX", 3, "TXT^Text^L", 5, "one", 11, "F", 21, "I2^LAB"),
                segment("OBX", 2, "TX", 3, "TXT^Text^L", 5, "two", 11, "F", 21, "I2^LAB"));

        assertThat(chart.all(ResourceType.OBSERVATION)).hasSize(3);
        assertThat(chart.texts()).contains("\"value\":5.1", "\"value\":140", "one\\ntwo");
        assertThat(chart.findings()).contains(new Finding("repeated-observation", "OBX-21"));
    }

    @Test
    @DisplayName("§3.1 specimen: all of SPM is kept, a reason to reject makes it unsatisfactory")
    void aSpecimenHasAllThatSpmSays() {
        String spm = segment(
                "SPM",
                2,
                "S1&PLACER^S2&LAB",
                3,
                "S0&PLACER^S9&LAB",
                4,
                "BLD^Blood^HL70487",
                5,
                "FRZ^Frozen^L",
                6,
                "EDTA^EDTA^HL70371",
                7,
                "VENIP^Venipuncture^HL70488",
                8,
                "LA^Left arm^L",
                12,
                "5^mL",
                14,
                "drawn twice",
                17,
                "202603010730^202603010735",
                18,
                "202603010745",
                21,
                "RB^Broken container^HL70490",
                24,
                "HEM^Hemolyzed^HL70493",
                27,
                "TUBE^Tube^L",
                30,
                "A77^^^LAB");
        chart.receives(msh(SENT), PID, obr("F", SENT), GLUCOSE, spm, "NTE|1||handle with care");

        JsonNode specimen = chart.only(ResourceType.SPECIMEN);
        assertThat(specimen.at("/status").asText()).isEqualTo("unsatisfactory");
        assertThat(specimen.at("/type/coding/0/code").asText()).isEqualTo("BLD");
        assertThat(specimen.at("/parent/0/reference").asText()).startsWith("Specimen/");
        assertThat(specimen.at("/collection/method/coding/0/code").asText()).isEqualTo("VENIP");
        assertThat(specimen.at("/collection/bodySite/coding/0/code").asText()).isEqualTo("LA");
        assertThat(specimen.at("/collection/quantity/value").asText()).isEqualTo("5");
        assertThat(specimen.at("/collection/collectedPeriod/end").asText()).isEqualTo("2026-03-01T07:35:00-05:00");
        assertThat(specimen.at("/receivedTime").asText()).isEqualTo("2026-03-01T07:45:00-05:00");
        assertThat(specimen.at("/condition/0/coding/0/code").asText()).isEqualTo("HEM");
        assertThat(specimen.at("/container/0/additiveCodeableConcept/coding/0/code")
                        .asText())
                .isEqualTo("EDTA");
        assertThat(specimen.at("/container/0/type/coding/0/code").asText()).isEqualTo("TUBE");
        assertThat(specimen.at("/accessionIdentifier/value").asText()).isEqualTo("A77");
        assertThat(specimen.at("/note/0/text").asText()).isEqualTo("drawn twice");
        assertThat(specimen.at("/note/1/text").asText()).isEqualTo("handle with care");
        assertThat(specimen.findValuesAsText("url"))
                .contains("urn:caravan:extension:SPM-5", "urn:caravan:extension:SPM-21");
    }

    @Test
    @DisplayName("§3.1 specimen: panels of one filler number with the same OBR-15 share one specimen")
    void requestsWithOneSourceShareTheirSpecimen() {
        chart.receives(
                msh(SENT),
                PID,
                segment("OBR", request(15, "BLD&Blood&HL70070^^^ARM&Arm&L", 22, SENT, 25, "F")),
                GLUCOSE,
                segment(
                        "OBR",
                        3,
                        "F1^LAB",
                        4,
                        "HAEM^Haematology^L",
                        15,
                        "BLD&Blood&HL70070^^^ARM&Arm&L",
                        22,
                        SENT,
                        25,
                        "F"),
                "OBX|1|NM|HB^Haemoglobin^L||13.1|g/dL|||||F");

        JsonNode specimen = chart.only(ResourceType.SPECIMEN);
        assertThat(specimen.at("/type/coding/0/code").asText()).isEqualTo("BLD");
        assertThat(specimen.at("/collection/bodySite/coding/0/code").asText()).isEqualTo("ARM");
        assertThat(chart.all(ResourceType.DIAGNOSTIC_REPORT))
                .hasSize(2)
                .allSatisfy(
                        report -> assertThat(report.at("/specimen/0/reference").asText())
                                .isEqualTo("Specimen/" + specimen.at("/id").asText()));
    }

    @Test
    @DisplayName("§3.1 specimen: without SPM, OBX-33 names the specimen of a result")
    void aResultNamesItsSpecimen() {
        chart.receives(
                msh(SENT),
                PID,
                obr("F", SENT),
                segment("OBX", 2, "NM", 3, "GLU^Glucose^L", 5, "5.1", 11, "F", 33, "S1&PLACER^S2&LAB"));

        JsonNode specimen = chart.only(ResourceType.SPECIMEN);
        assertThat(specimen.findValuesAsText("value")).contains("S1", "S2");
        String reference = "Specimen/" + specimen.at("/id").asText();
        assertThat(chart.only(ResourceType.OBSERVATION)
                        .at("/specimen/reference")
                        .asText())
                .isEqualTo(reference);
        assertThat(chart.only(ResourceType.DIAGNOSTIC_REPORT)
                        .at("/specimen/0/reference")
                        .asText())
                .isEqualTo(reference);
    }

    @Test
    @DisplayName("§3.1 union: a result that a later report leaves out stays")
    void aResultThatIsLeftOutStays() {
        chart.receives(msh(SENT), PID, obr("P", SENT), GLUCOSE, "OBX|2|NM|NA^Sodium^L||140|mmol/L|||||F");
        chart.receives(msh("20260301120000"), PID, obr("F", "20260301120000"), GLUCOSE);

        assertThat(chart.only(ResourceType.DIAGNOSTIC_REPORT).at("/result")).hasSize(2);
        assertThat(chart.all(ResourceType.OBSERVATION))
                .allSatisfy(result -> assertThat(result.at("/status").asText()).isEqualTo("final"));
    }

    @Test
    @DisplayName("§3.1 OUL: a specimen without a number is one for all requests behind it")
    void aSpecimenWithoutNumberIsOneInItsMessage() {
        chart.receives(
                oul(),
                PID,
                "SPM|1|||BLD^Blood^HL70487",
                obr("F", SENT),
                GLUCOSE,
                segment("OBR", 3, "F2^LAB", 4, "HAEM^Haematology^L", 22, SENT, 25, "F"),
                "OBX|1|NM|HB^Haemoglobin^L||13.1|g/dL|||||F");

        String specimen =
                "Specimen/" + chart.only(ResourceType.SPECIMEN).at("/id").asText();
        assertThat(chart.all(ResourceType.OBSERVATION))
                .hasSize(2)
                .allSatisfy(result ->
                        assertThat(result.at("/specimen/reference").asText()).isEqualTo(specimen));
    }

    @Test
    @DisplayName("§3.1 OUL: quality control has no patient and is set aside under a code of its own")
    void qualityControlIsSetAside() {
        assertThatThrownBy(() -> chart.receives(
                        oul(), segment("SPM", 2, "^Q1&LAB", 4, "BLD^Blood^HL70487", 11, "Q"), obr("F", SENT), GLUCOSE))
                .isInstanceOfSatisfying(Rejected.class, e -> {
                    assertThat(e.code()).isEqualTo("result-without-patient");
                    assertThat(e.place()).isEqualTo("PID");
                });
    }

    @Test
    @DisplayName("§3.1 report: a result that belongs to no request is refused, and never goes to the next patient's")
    void aResultWithoutRequestIsRefused() {
        assertThatThrownBy(() -> chart.receives(msh(SENT), PID, GLUCOSE))
                .isInstanceOfSatisfying(
                        Rejected.class, e -> assertThat(e.code()).isEqualTo("missing-observation-request"));
        assertThatThrownBy(() ->
                        chart.receives(msh(SENT), PID, GLUCOSE, PID.replace("4711", "4712"), obr("F", SENT), GLUCOSE))
                .isInstanceOfSatisfying(
                        Rejected.class, e -> assertThat(e.code()).isEqualTo("missing-observation-request"));
    }

    private static String oul() {
        return msh(SENT).replace("ORU^R01^ORU_R01", "OUL^R22^OUL_R22");
    }
}
