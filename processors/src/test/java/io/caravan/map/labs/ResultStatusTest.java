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
import io.caravan.message.Finding;
import io.caravan.message.Rejected;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How firm a result is, and what may follow what. Each test is tried in both orders of arrival. */
class ResultStatusTest {
    private static final String NINE = "20260301090000";
    private static final String TEN = "20260301100000";
    private static final String ELEVEN = "20260301110000";
    private static final String NOON = "20260301120000";

    /** One message about one result. */
    private record Said(String obr22, String status, String value, String sent) {
        Said(String obr22, String status, String value) {
            this(obr22, status, value, obr22);
        }

        String[] message() {
            String report = switch (status) {
                case "W", "D" -> "C";
                case "I", "O", "P", "X", "C", "F" -> status;
                case "R", "S" -> "P";
                default -> "F";
            };
            return new String[] {
                msh(sent),
                PID,
                obr(report, obr22),
                segment("OBX", 2, "NM", 3, "GLU^Glucose^L", 5, value, 6, "mg/dL", 11, status),
                segment("OBX", 2, "NM", 3, "NA^Sodium^L", 5, "140", 11, "F")
            };
        }
    }

    /** The chart, after it was seen to be the same the other way round. */
    private static Chart chart(Said... said) {
        Chart forward = Charts.usual();
        Chart backward = Charts.usual();
        for (int i = 0; i < said.length; i++) {
            forward.receives(said[i].message());
            backward.receives(said[said.length - 1 - i].message());
        }
        assertThat(backward.texts()).isEqualTo(forward.texts());
        assertThat(backward.contradictions()).isEqualTo(forward.contradictions());
        return forward;
    }

    private static JsonNode glucose(Chart chart) {
        return chart.all(ResourceType.OBSERVATION).stream()
                .filter(one -> one.toString().contains("Glucose"))
                .findFirst()
                .orElseThrow();
    }

    private static void shows(Chart chart, String status, String value) {
        assertThat(glucose(chart).at("/status").asText()).isEqualTo(status);
        assertThat(glucose(chart).at("/valueQuantity/value").asText()).isEqualTo(value);
    }

    @ParameterizedTest
    @CsvSource({
        "F,final,''",
        "P,preliminary,''",
        "C,corrected,''",
        "A,amended,A",
        "D,entered-in-error,D",
        "W,entered-in-error,W",
        "X,cancelled,X",
        "I,registered,I",
        "O,registered,O",
        "R,preliminary,R",
        "S,preliminary,S",
        "B,amended,B",
        "V,final,V",
        "U,final,U",
        "N,final,N"
    })
    @DisplayName("§3.3 OBX-11: every code has its status; one that FHIR's word does not tell in full stands beside it")
    void everyResultStatus(String obx11, String status, String alternate) {
        JsonNode observation = glucose(chart(new Said(NINE, obx11, "5")));

        assertThat(observation.at("/status").asText()).isEqualTo(status);
        assertThat(observation
                        .at("/_status/extension/0/valueCodeableConcept/coding/0/code")
                        .asText())
                .isEqualTo(alternate);
    }

    @Test
    @DisplayName("§3.3 OBX-11: the code of a preliminary status does not outlive it")
    void theCodeOfAnOldStatusIsGone() {
        JsonNode observation = glucose(chart(new Said(NINE, "R", "5"), new Said(TEN, "F", "5")));

        assertThat(observation.at("/status").asText()).isEqualTo("final");
        assertThat(observation.has("_status")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "O,registered",
        "I,registered",
        "S,registered",
        "N,registered",
        "P,preliminary",
        "M,preliminary",
        "R,partial",
        "A,partial",
        "F,final",
        "C,corrected",
        "X,cancelled"
    })
    @DisplayName("§3.3 OBR-25: every code has its status")
    void everyReportStatus(String obr25, String status) {
        Chart chart = Charts.usual().receives(msh(NINE), PID, obr(obr25, NINE));

        assertThat(chart.only(ResourceType.DIAGNOSTIC_REPORT).at("/status").asText())
                .isEqualTo(status);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Y", "Z"})
    @DisplayName("§3.3 OBR-25: no order or no patient on record is a dead letter")
    void nothingOnRecordIsRefused(String obr25) {
        assertThatThrownBy(() -> Charts.usual().receives(msh(NINE), PID, obr(obr25, NINE)))
                .isInstanceOfSatisfying(
                        Rejected.class, e -> assertThat(e.place()).isEqualTo("OBR-25"));
    }

    @Test
    @DisplayName("§1.4 results, §3.3 newer: the later OBR-22 decides, whenever it was sent")
    void theLaterReportDecides() {
        shows(chart(new Said(NINE, "P", "5", NOON), new Said(TEN, "P", "6", ELEVEN)), "preliminary", "6");
        shows(chart(new Said(NINE, "F", "5", NOON), new Said(TEN, "C", "6", ELEVEN)), "corrected", "6");
    }

    @Test
    @DisplayName("§3.3 preliminary: one newer than the final keeps the final, and is a finding; an older one is not")
    void aPreliminaryResultNeverReplacesAFinalOne() {
        Chart newer = chart(new Said(NINE, "F", "5"), new Said(TEN, "P", "6"));
        Chart older = chart(new Said(TEN, "F", "5"), new Said(NINE, "P", "6"));

        shows(newer, "final", "5");
        assertThat(newer.contradictions()).contains(new Finding("preliminary-after-final", "OBX-11"));
        shows(older, "final", "5");
        assertThat(older.contradictions()).isEmpty();
    }

    @Test
    @DisplayName(
            "§3.3 corrected: a correction replaces value and status, and is told to those who acted on the old value")
    void aCorrectionReplacesTheValue() {
        Chart chart = chart(new Said(NINE, "F", "5"), new Said(TEN, "C", "6"));

        shows(chart, "corrected", "6");
        assertThat(chart.texts()).doesNotContain("\"value\":5,");
        assertThat(chart.contradictions()).containsExactly(new Finding("result-corrected", "OBX-11"));
        assertThat(chart(new Said(NINE, "F", "5"), new Said(TEN, "C", "5.0")).contradictions())
                .isEmpty();
    }

    @Test
    @DisplayName("§3.3 corrected: within one minute of OBR-22 the correction is the newer one")
    void aCorrectionOfTheSameMinuteWins() {
        shows(chart(new Said("202603010900", "F", "5"), new Said("202603010900", "C", "6")), "corrected", "6");
    }

    @Test
    @DisplayName("§3.3 resent: a final sent again after its correction changes nothing")
    void aFinalSentAgainChangesNothing() {
        Chart chart =
                chart(new Said(NINE, "F", "5", NINE), new Said(TEN, "C", "6", TEN), new Said(NINE, "F", "5", ELEVEN));

        shows(chart, "corrected", "6");
    }

    @Test
    @DisplayName("§3.3 corrected: a final value that changes without being called a correction is a finding")
    void aChangedFinalIsAFinding() {
        Finding finding = new Finding("final-changed-without-correction", "OBX-11");

        assertThat(chart(new Said(NINE, "F", "5"), new Said(TEN, "F", "6")).contradictions())
                .containsExactly(finding);
        assertThat(chart(new Said(NINE, "F", "5"), new Said(TEN, "C", "6"), new Said(ELEVEN, "F", "5"))
                        .contradictions())
                .containsExactly(finding);
        assertThat(chart(new Said(NINE, "F", "5"), new Said(TEN, "C", "6"), new Said(ELEVEN, "F", "6"))
                        .contradictions())
                .isEmpty();
        assertThat(chart(new Said(NINE, "F", "5"), new Said(TEN, "F", "5.00")).contradictions())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"D", "W"})
    @DisplayName("§3.3 withdrawn: exactly the addressed result shows no value, and whoever acted on it is told")
    void aWithdrawnResultShowsNothing(String obx11) {
        Chart chart = chart(new Said(NINE, "F", "5"), new Said(TEN, obx11, "5"));

        shows(chart, "entered-in-error", "");
        assertThat(chart.texts()).contains("\"value\":140").doesNotContain("\"value\":5");
        assertThat(chart.contradictions()).containsExactly(new Finding("result-withdrawn", "OBX-11"));
        assertThat(chart.findings().contains(new Finding("withdrawn-from-wrong-patient", "OBX-11")))
                .isEqualTo(obx11.equals("W"));
    }

    @Test
    @DisplayName("§3.3 cancelled: a report without results and with X ends report and order")
    void aCancelledReportEndsItsOrder() {
        Chart chart = Charts.usual().receives(msh(NINE), PID, obr("X", NINE));

        assertThat(chart.only(ResourceType.DIAGNOSTIC_REPORT).at("/status").asText())
                .isEqualTo("cancelled");
        assertThat(chart.only(ResourceType.SERVICE_REQUEST).at("/status").asText())
                .isEqualTo("revoked");
        assertThat(Charts.usual()
                        .receives(msh(NINE), PID, obr("X", NINE), "OBX|1|NM|GLU^Glucose^L||||||||X")
                        .all(ResourceType.SERVICE_REQUEST))
                .isEmpty();
    }
}
