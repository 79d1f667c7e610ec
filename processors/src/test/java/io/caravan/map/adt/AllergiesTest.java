package io.caravan.map.adt;

import static io.caravan.map.adt.AdtMessages.message;
import static io.caravan.map.adt.AdtMessages.pid;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.caravan.fold.ResourceType;
import io.caravan.map.Chart;
import io.caravan.message.Finding;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AllergiesTest {
    private static final String PENICILLIN = "AL1|1|DA|PEN^Penicillin^L|SV|Hives";
    private static final String NUTS = "AL1|2|FA|^Nuts|MO|Swelling~Itching";

    private final Chart chart = AdtMessages.chart();

    private void list(String at, String... al1) {
        String[] lines = new String[al1.length + 1];
        lines[0] = pid();
        System.arraycopy(al1, 0, lines, 1, al1.length);
        chart.receives(message("A31", at, lines));
    }

    private Map<String, String> statuses() {
        return chart.all(ResourceType.ALLERGY_INTOLERANCE).stream()
                .collect(Collectors.toMap(
                        AllergiesTest::name,
                        allergy -> allergy.at("/clinicalStatus/coding/0/code").asText()));
    }

    private static String name(JsonNode allergy) {
        return allergy.at("/code/text")
                .asText(allergy.at("/code/coding/0/display").asText());
    }

    @ParameterizedTest
    @DisplayName("§1.5 al1: what has a code in FHIR gets it, and what has none is kept as it was written")
    @CsvSource({
        "DA,medication,SV,high",
        "FA,food,MI,low",
        "EA,environment,SV,high",
        "PA,environment,SV,high",
        "LA,environment,SV,high",
        "AA,biologic,SV,high",
        "MA,'',MO,''",
        "MC,'',U,''"
    })
    void typeAndSeverityOfAnAllergy(String type, String category, String severity, String criticality) {
        list("20260301", "AL1|1|" + type + "|PEN^Penicillin^L|" + severity + "|Hives|202001");

        JsonNode allergy = chart.only(ResourceType.ALLERGY_INTOLERANCE);
        assertThat(allergy.at("/category/0").asText()).isEqualTo(category);
        assertThat(allergy.at("/criticality").asText()).isEqualTo(criticality);
        assertThat(allergy.at("/onsetDateTime").asText()).isEqualTo("2020-01");
        assertThat(allergy.at("/reaction/0/manifestation/0/text").asText()).isEqualTo("Hives");
        assertThat(allergy.at("/extension"))
                .extracting(
                        kept -> kept.at("/valueCodeableConcept/coding/0/code").asText())
                .containsExactlyElementsOf(category.isEmpty() ? List.of(type, severity) : List.of());
    }

    @Test
    @DisplayName("§1.5 al1: an allergen in free text survives as it was written")
    void anAllergenInFreeText() {
        list("20260301", "AL1|1|DA|^some pink pill, 1998|SV");

        assertThat(chart.only(ResourceType.ALLERGY_INTOLERANCE).at("/code/text").asText())
                .isEqualTo("some pink pill, 1998");
    }

    @Test
    void anAllergyTellsWhatHowBadAndWhatItDoes() {
        list("20260301", PENICILLIN);

        JsonNode allergy = chart.only(ResourceType.ALLERGY_INTOLERANCE);
        assertThat(allergy.at("/clinicalStatus/coding/0/code").asText()).isEqualTo("active");
        assertThat(allergy.at("/code/coding/0/code").asText()).isEqualTo("PEN");
        assertThat(allergy.at("/category/0").asText()).isEqualTo("medication");
        assertThat(allergy.at("/criticality").asText()).isEqualTo("high");
        assertThat(allergy.at("/reaction/0/manifestation/0/text").asText()).isEqualTo("Hives");
    }

    @Test
    void aModerateSeverityIsKeptAsItWasWrittenAndNotGuessed() {
        list("20260301", NUTS);

        JsonNode allergy = chart.only(ResourceType.ALLERGY_INTOLERANCE);
        assertThat(allergy.has("criticality")).isFalse();
        assertThat(allergy.at("/extension/0/valueCodeableConcept/coding/0/code").asText())
                .isEqualTo("MO");
        assertThat(allergy.at("/code/text").asText()).isEqualTo("Nuts");
        assertThat(allergy.at("/reaction/0/manifestation")).hasSize(2);
    }

    @Test
    @DisplayName("§1.5 snapshot, §1.5 removed: what a newer list leaves out is inactive, and stays readable")
    void whatANewerListLeavesOutIsInactiveAndStaysReadable() {
        list("20260301", PENICILLIN, NUTS);
        list("20260302", NUTS);

        assertThat(statuses()).containsEntry("Penicillin", "inactive").containsEntry("Nuts", "active");
    }

    @Test
    void anOlderListThatComesLateNeitherDropsNorBringsBack() {
        list("20260303", NUTS);
        list("20260301", PENICILLIN, NUTS);

        assertThat(statuses()).containsEntry("Penicillin", "inactive").containsEntry("Nuts", "active");
    }

    @Test
    void aMessageWithoutAllergiesChangesNothing() {
        list("20260301", PENICILLIN);
        list("20260302");

        assertThat(statuses()).containsEntry("Penicillin", "active");
    }

    @Test
    @DisplayName("§1.5 delete-all: a single segment of nulls drops all")
    void aListOfNullsDropsAll() {
        list("20260301", PENICILLIN, NUTS);
        list("20260302", "AL1|\"\"|\"\"|\"\"|\"\"|\"\"");

        assertThat(statuses().values()).containsOnly("inactive");
    }

    @Test
    void noKnownAllergiesIsAStatementOfItsOwnThatAnAllergyEnds() {
        list("20260301", "AL1|1|DA|^NKDA");
        JsonNode negation = chart.only(ResourceType.ALLERGY_INTOLERANCE);
        assertThat(negation.at("/code/coding/0/code").asText()).isEqualTo("409137002");
        assertThat(negation.at("/code/text").asText()).isEqualTo("NKDA");

        list("20260302", PENICILLIN);
        assertThat(statuses()).containsEntry("NKDA", "inactive").containsEntry("Penicillin", "active");
    }

    @Test
    void noKnownAllergiesBesideAnAllergyIsAFindingAndTheAllergyStands() {
        list("20260301", "AL1|1|DA|^NKDA", PENICILLIN);

        assertThat(statuses()).containsOnlyKeys("Penicillin");
        assertThat(chart.findings()).contains(new Finding("contradicting-no-known-allergy", "AL1-3"));
    }

    @Test
    @DisplayName(
            "§1.1 A60, §1.5 action, §1.5 removed: a deleting action is an error without a clinical status, and stays readable")
    void aDeletingActionIsAnErrorThatStaysReadable() {
        String iam = "IAM|1|DA|PEN^Penicillin^L|SV|Hives|%s|77^^1.2.3^ISO";
        chart.receives(message("A60", "20260301", pid(), iam.formatted("A")));
        JsonNode active = chart.only(ResourceType.ALLERGY_INTOLERANCE);
        assertThat(active.at("/clinicalStatus/coding/0/code").asText()).isEqualTo("active");
        assertThat(active.at("/identifier/0/value").asText()).isEqualTo("77");

        chart.receives(message("A60", "20260302", pid(), iam.formatted("D")));
        JsonNode deleted = chart.only(ResourceType.ALLERGY_INTOLERANCE);
        assertThat(deleted.at("/verificationStatus/coding/0/code").asText()).isEqualTo("entered-in-error");
        assertThat(deleted.has("clinicalStatus")).isFalse();
    }
}
