package io.caravan.map.registry;

import static io.caravan.map.registry.OrderRecords.BY_BOTH;
import static io.caravan.map.registry.OrderRecords.BY_FILLER;
import static io.caravan.map.registry.OrderRecords.BY_PLACER;
import static io.caravan.map.registry.OrderRecords.CHILD;
import static io.caravan.map.registry.OrderRecords.CHILD_BY_BOTH;
import static io.caravan.map.registry.OrderRecords.DRUG_BY_BOTH;
import static io.caravan.map.registry.OrderRecords.DRUG_BY_FILLER;
import static io.caravan.map.registry.OrderRecords.ENDED_BY_FILLER;
import static io.caravan.map.registry.OrderRecords.GIVEN;
import static io.caravan.map.registry.OrderRecords.HELD_BY_PLACER;
import static io.caravan.map.registry.OrderRecords.REPORT;
import static io.caravan.map.registry.OrderRecords.chart;
import static io.caravan.map.registry.OrderRecords.order;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.caravan.fold.ResourceType;
import io.caravan.map.Chart;
import io.caravan.message.Finding;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** An order that is known by the filler's number, the placer's, or both, in any order. */
class UnifiedOrdersTest {

    @Test
    @DisplayName("§2.1 unify, §2.1 pair: an order known by the filler's number first ends as one with two identifiers")
    void anOrderKnownByTheFillerFirstEndsAsOne() {
        Chart chart = chart(List.of(BY_FILLER, REPORT, BY_BOTH, ENDED_BY_FILLER));

        JsonNode order = standing(chart, ResourceType.SERVICE_REQUEST);
        assertThat(order.at("/identifier")).hasSize(2);
        assertThat(order.findValuesAsText("value")).contains("P1", "F1");
        assertThat(order.at("/status").asText()).isEqualTo("completed");
        assertThat(order.at("/priority").asText()).isEqualTo("stat");
        assertThat(order.at("/authoredOn").asText()).isEqualTo("2026-03-01T08:00:00-05:00");
        assertThat(order.at("/subject/reference").asText()).startsWith("Patient/");
        assertThat(chart.only(ResourceType.DIAGNOSTIC_REPORT).at("/basedOn")).hasSize(1);
        assertThat(chart.only(ResourceType.DIAGNOSTIC_REPORT)
                        .at("/basedOn/0/reference")
                        .asText())
                .isEqualTo("ServiceRequest/" + order.at("/id").asText());
        assertThat(chart.only(ResourceType.OBSERVATION)
                        .at("/basedOn/0/reference")
                        .asText())
                .isEqualTo("ServiceRequest/" + order.at("/id").asText());
    }

    @Test
    @DisplayName("§2.1 unify: what had the passing id is a tombstone that leads to the order")
    void whatHadThePassingIdIsATombstone() {
        Chart chart = chart(List.of(BY_BOTH, BY_FILLER));

        JsonNode order = standing(chart, ResourceType.SERVICE_REQUEST);
        JsonNode passed = chart.all(ResourceType.SERVICE_REQUEST).stream()
                .filter(one -> one.at("/status").asText().equals("entered-in-error"))
                .findFirst()
                .orElseThrow();
        assertThat(passed.at("/extension/0/valueReference/reference").asText())
                .isEqualTo("ServiceRequest/" + order.at("/id").asText());
        assertThat(passed.at("/identifier")).hasSize(1);
        assertThat(passed.has("code")).isFalse();
        assertThat(passed.has("subject")).isTrue();
    }

    @Test
    @DisplayName("§2.1 unify: a number that only tells of another leaves no resource of its own")
    void aNumberThatOnlyTellsOfAnotherLeavesNoResource() {
        Chart chart = chart(List.of(BY_BOTH, REPORT));

        assertThat(chart.all(ResourceType.SERVICE_REQUEST)).hasSize(1);
    }

    @Test
    @DisplayName("§2.1 assign, §2.2 SN: a number that is assigned later is one more identifier and no status")
    void aNumberAssignedLaterIsOneMoreIdentifier() {
        for (String control : List.of("SN", "NA", "SC")) {
            Chart chart =
                    chart(List.of(BY_PLACER, HELD_BY_PLACER, order(control, "P1^PLACER|F1^LAB", "", "20260301120000")));

            JsonNode order = chart.only(ResourceType.SERVICE_REQUEST);
            assertThat(order.at("/identifier")).hasSize(2);
            assertThat(order.at("/status").asText()).isEqualTo("on-hold");
        }
    }

    @Test
    @DisplayName("§2.1 unify: a child known by the filler's number is based on the order its parent became")
    void aChildFollowsItsParent() {
        Chart chart = chart(List.of(CHILD, CHILD_BY_BOTH, BY_FILLER, BY_BOTH));

        JsonNode child = chart.all(ResourceType.SERVICE_REQUEST).stream()
                .filter(one -> one.toString().contains("Potassium") && one.has("code"))
                .findFirst()
                .orElseThrow();
        JsonNode parent = chart.all(ResourceType.SERVICE_REQUEST).stream()
                .filter(one -> one.toString().contains("Glucose") && one.has("code"))
                .findFirst()
                .orElseThrow();
        assertThat(child.findValuesAsText("value")).contains("P2", "F2");
        assertThat(child.at("/basedOn/0/reference").asText())
                .isEqualTo("ServiceRequest/" + parent.at("/id").asText());
    }

    @Test
    @DisplayName("§2.1 unify: two orders that claim one filler's number both have its facts, and a finding")
    void twoOrdersThatClaimOneNumberAreAFinding() {
        Chart chart = chart(List.of(BY_FILLER, BY_BOTH, order("NA", "P9^PLACER|F1^LAB", "", "20260301120000"), REPORT));

        assertThat(chart.contradictions()).contains(new Finding("filler-number-of-two-orders", "ORC-3"));
        assertThat(chart.all(ResourceType.SERVICE_REQUEST))
                .filteredOn(one -> one.has("code"))
                .hasSize(2);
        assertThat(chart.only(ResourceType.DIAGNOSTIC_REPORT).at("/basedOn")).hasSize(2);
    }

    @Test
    @DisplayName(
            "§2.1 unify: a prescription known by the pharmacy's number first ends as one, and what was given refers to it")
    void aPrescriptionIsUnifiedToo() {
        Chart chart = chart(List.of(DRUG_BY_FILLER, GIVEN, DRUG_BY_BOTH));

        JsonNode order = standing(chart, ResourceType.MEDICATION_REQUEST);
        assertThat(order.at("/identifier")).hasSize(2);
        assertThat(order.at("/status").asText()).isEqualTo("active");
        assertThat(chart.only(ResourceType.MEDICATION_ADMINISTRATION)
                        .at("/request/reference")
                        .asText())
                .isEqualTo("MedicationRequest/" + order.at("/id").asText());
    }

    @Test
    @DisplayName("§2.1 authority: the same number of another authority is another order")
    void theAuthorityIsPartOfTheKey() {
        Chart chart = chart(List.of(
                order("NW", "7^PLACER|", "", "20260301080000", "OBR|1|7^PLACER||GLU^Glucose^L"),
                order("NW", "7^LAB|", "", "20260301080000", "OBR|1|7^LAB||GLU^Glucose^L"),
                order("NW", "7^OTHER|", "", "20260301080000", "OBR|1|7^OTHER||GLU^Glucose^L")));

        assertThat(chart.all(ResourceType.SERVICE_REQUEST)).hasSize(3);
    }

    private static JsonNode standing(Chart chart, ResourceType type) {
        List<JsonNode> found = chart.all(type).stream()
                .filter(one -> !one.at("/status").asText().equals("entered-in-error"))
                .toList();
        assertThat(found).hasSize(1);
        return found.get(0);
    }
}
