package io.caravan.map.labs;

import static io.caravan.map.Lines.segment;
import static io.caravan.map.labs.LabsMapperTest.PID;
import static io.caravan.map.labs.LabsMapperTest.msh;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.caravan.fold.ResourceType;
import io.caravan.map.Chart;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Cultures and their susceptibilities, which are sent as reports of their own. */
class MicrobiologyTest {
    private static final String ORGANISM = "600-7^Bacteria identified^LN";

    static String[] culture() {
        return new String[] {
            msh("20260301100000"),
            PID,
            segment(
                    "OBR",
                    2,
                    "P1^PLACER",
                    3,
                    "F1^LAB",
                    4,
                    "BC^Blood culture^L",
                    22,
                    "20260301100000",
                    24,
                    "MB",
                    25,
                    "F"),
            segment("OBX", 2, "CWE", 3, ORGANISM, 4, "1", 5, "112283007^Escherichia coli^SCT", 11, "F"),
            segment("OBX", 2, "CWE", 3, ORGANISM, 4, "2", 5, "3092008^Staphylococcus aureus^SCT", 11, "F")
        };
    }

    static String[] susceptibility(String filler, String subId, String drug, String sent, String parent) {
        return new String[] {
            msh(sent),
            PID,
            segment(
                    "OBR",
                    2,
                    "P1^PLACER",
                    3,
                    filler + "^LAB",
                    4,
                    "SUS^Susceptibility^L",
                    22,
                    sent,
                    25,
                    "F",
                    26,
                    "600-7&Bacteria identified&LN^" + subId + "^organism",
                    29,
                    parent),
            segment("OBX", 2, "SN", 3, drug, 5, "<=^0.25", 6, "ug/mL", 8, "S", 11, "F")
        };
    }

    static final String FILLED = "P1&PLACER^F1&LAB";

    private static JsonNode result(Chart chart, String text) {
        return chart.all(ResourceType.OBSERVATION).stream()
                .filter(one -> one.toString().contains(text))
                .findFirst()
                .orElseThrow();
    }

    private static String reference(JsonNode observation) {
        return "Observation/" + observation.at("/id").asText();
    }

    @Test
    @DisplayName("§3.2 micro: a susceptibility is a member of its organism, and of no other; MIC and S, I, R survive")
    void aSusceptibilityIsAMemberOfItsOrganism() {
        Chart chart = Charts.usual();
        chart.receives(culture());
        chart.receives(susceptibility("F2", "2", "OXA^Oxacillin^L", "20260302100000", FILLED));

        JsonNode drug = result(chart, "Oxacillin");
        assertThat(result(chart, "Staphylococcus").at("/hasMember")).hasSize(1);
        assertThat(result(chart, "Staphylococcus").at("/hasMember/0/reference").asText())
                .isEqualTo(reference(drug));
        assertThat(result(chart, "Escherichia").has("hasMember")).isFalse();
        assertThat(drug.at("/valueQuantity/comparator").asText()).isEqualTo("<=");
        assertThat(drug.at("/valueQuantity/value").asText()).isEqualTo("0.25");
        assertThat(drug.at("/interpretation/0/coding/0/code").asText()).isEqualTo("S");
    }

    @Test
    @DisplayName(
            "§3.2 micro: a child that comes first, or names its parent by the placer's number only, is linked as well")
    void aChildMayComeFirst() {
        Chart chart = Charts.usual();
        chart.receives(susceptibility("F2", "1", "AMP^Ampicillin^L", "20260302100000", "P1&PLACER"));
        assertThat(chart.texts()).doesNotContain("hasMember");
        chart.receives(culture());

        assertThat(result(chart, "Escherichia").at("/hasMember/0/reference").asText())
                .isEqualTo(reference(result(chart, "Ampicillin")));
    }

    @Test
    @DisplayName("§3.2 micro: a child that was given to the wrong organism moves with its correction")
    void aCorrectedChildMoves() {
        Chart chart = Charts.usual();
        chart.receives(culture());
        chart.receives(susceptibility("F2", "1", "OXA^Oxacillin^L", "20260302100000", FILLED));
        chart.receives(susceptibility("F2", "2", "OXA^Oxacillin^L", "20260302110000", FILLED));

        assertThat(result(chart, "Escherichia").has("hasMember")).isFalse();
        assertThat(result(chart, "Staphylococcus").at("/hasMember")).hasSize(1);
    }
}
