package io.caravan.map.adt;

import static io.caravan.map.adt.AdtMessages.message;
import static io.caravan.map.adt.AdtMessages.pid;
import static io.caravan.map.adt.AdtMessages.pv1;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.caravan.fold.ResourceType;
import io.caravan.map.Chart;
import io.caravan.map.MappingContext;
import io.caravan.map.registry.Mappers;
import io.caravan.message.DataClass;
import io.caravan.message.Finding;
import io.caravan.message.SourceDeclaration.Conventions;
import io.caravan.message.SourceDeclaration.DeletedVisit;
import io.caravan.message.SourceDeclaration.ListMode;
import io.caravan.message.SourceDeclaration.TimeOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What it means that a field or a group of segments is there, is null, or is not there. */
class AbsentNullValueTest {
    private static final String FULL = "19750301|F||2106-3^White|A ST^^B^NY^1||555-1|555-2|en|M";

    private final Chart chart = AdtMessages.chart();

    private JsonNode patient() {
        return chart.only(ResourceType.PATIENT);
    }

    static Chart source(ListMode dg1, ListMode nk1, ListMode in1) {
        MappingContext site = Chart.site(DataClass.ADT);
        Conventions conventions = new Conventions(TimeOffset.FIELD_OFFSET, dg1, nk1, in1, DeletedVisit.ERROR);
        return new Chart(
                new MappingContext(
                        site.source().but().conventions(conventions).build(), site.codes(), site.authorities()),
                new AdtMapper(),
                Mappers.rows(DataClass.ADT));
    }

    @Test
    @DisplayName("§1.5 absent: an empty field, and one beyond the last, changes nothing")
    void anEmptyFieldChangesNothing() {
        chart.receives(message("A28", "20260301080000", pid(FULL)));
        String before = chart.texts();
        chart.receives(message("A31", "20260302080000", pid("|||||")));

        assertThat(chart.texts()).isEqualTo(before);
    }

    @DisplayName("§1.5 null: two double quotes remove the element")
    @ParameterizedTest(name = "§1.5 null: two double quotes in PID-{0} remove {1}")
    @CsvSource({
        "5,/name",
        "7,/birthDate",
        "8,/gender",
        "10,/extension",
        "11,/address",
        "13,/telecom/1",
        "14,/telecom/1",
        "15,/communication",
        "16,/maritalStatus"
    })
    void aNullFieldRemovesTheElement(int field, String element) {
        chart.receives(message("A28", "20260301080000", pid(FULL)));
        assertThat(patient().at(element).isMissingNode()).isFalse();

        String[] fields = new String[field - 3];
        java.util.Arrays.fill(fields, "");
        fields[fields.length - 1] = "\"\"";
        chart.receives(
                message("A31", "20260302080000", "PID|1||" + AdtMessages.PATIENT + "|" + String.join("|", fields)));

        assertThat(patient().at(element).isMissingNode()).isTrue();
        assertThat(chart.texts()).doesNotContain("\\\"\\\"");
    }

    @Test
    @DisplayName("§1.5 component: null in a component clears that component, null in all of them the field")
    void aNullComponent() {
        chart.receives(message("A28", "20260301080000", pid(FULL)));
        chart.receives(message("A31", "20260302080000", pid("|||" + "|\"\"^^ALBANY^NY")));
        assertThat(patient().at("/address/0").has("line")).isFalse();
        assertThat(patient().at("/address/0/city").asText()).isEqualTo("ALBANY");

        chart.receives(message("A31", "20260303080000", pid("||||\"\"^\"\"^\"\"")));
        assertThat(patient().has("address")).isFalse();
        assertThat(chart.texts()).doesNotContain("\\\"\\\"");
    }

    @Test
    @DisplayName("§1.5 repeat: a repeating field replaces the whole list; PID-3 is a union")
    void aRepeatingFieldReplacesTheList() {
        chart.receives(message("A28", "20260301080000", "PID|1||4711^^^MRN^MR~A1^^^VISIT^AN||A^B~C^D||||||||1~2"));
        chart.receives(message("A31", "20260302080000", "PID|1||4711^^^MRN^MR~A2^^^VISIT^AN||E^F||||||||3"));

        assertThat(patient().at("/name")).hasSize(1);
        assertThat(patient().at("/telecom")).hasSize(1);
        assertThat(patient().at("/identifier")).hasSize(3);
    }

    @Test
    @DisplayName("§1.5 repeat-null: a null repeating field removes all repetitions")
    void aNullRepeatingFieldRemovesAll() {
        chart.receives(message("A28", "20260301080000", "PID|1||4711^^^MRN^MR||A^B~C^D"));
        chart.receives(message("A31", "20260302080000", "PID|1||4711^^^MRN^MR||\"\""));

        assertThat(patient().has("name")).isFalse();
    }

    @Test
    @DisplayName("§1.5 snapshot, §1.5 absent: next of kin replace the list, a message without any changes nothing")
    void nextOfKinAreAList() {
        chart.receives(message("A28", "20260301080000", pid(), "NK1|1|A^B|SPO", "NK1|2|C^D|CHD"));
        chart.receives(message("A31", "20260302080000", pid(), "NK1|1|C^D|CHD"));
        chart.receives(message("A31", "20260303080000", pid()));
        assertThat(patient().at("/contact")).hasSize(1);
        assertThat(patient().at("/contact/0/name/family").asText()).isEqualTo("C");

        chart.receives(message("A31", "20260304080000", pid(), "NK1|1|\"\"|\"\"|\"\""));
        assertThat(patient().has("contact")).isFalse();
    }

    @Test
    @DisplayName("§1.5 action: in action mode a next of kin is about itself, and others stay")
    void nextOfKinInActionMode() {
        Chart actions = source(ListMode.ACTION, ListMode.ACTION, ListMode.ACTION);
        actions.receives(message("A28", "20260301080000", pid(), "NK1|1|A^B|SPO", "NK1|2|C^D|CHD"));
        actions.receives(message("A31", "20260302080000", pid(), "NK1|1|C^D|CHD||555"));

        assertThat(actions.only(ResourceType.PATIENT).at("/contact")).hasSize(2);
    }

    private static final String HYPERTENSION = "DG1|1||I10^Hypertension^I10|||F";
    private static final String ASTHMA = "DG1|2||J45^Asthma^I10|||F";

    private static Map<String, String> diagnoses(Chart chart) {
        Map<String, String> found = new TreeMap<>();
        chart.all(ResourceType.CONDITION)
                .forEach(one -> found.put(
                        one.at("/code/coding/0/code").asText(),
                        one.at("/clinicalStatus/coding/0/code").asText("listed")));
        return found;
    }

    @Test
    @DisplayName("§1.5 snapshot, §1.5 delete-all: diagnoses as a list of the visit, in any order")
    void diagnosesAsAList() {
        String visit = pv1("3W", "", "");
        List<String[]> messages = List.of(
                message("A01", "20260301080000", pid(), visit, HYPERTENSION, ASTHMA),
                message("A08", "20260302080000", pid(), visit, ASTHMA),
                message("A08", "20260303080000", pid(), visit));
        for (List<Integer> order : List.of(List.of(0, 1, 2), List.of(1, 0, 2), List.of(2, 1, 0))) {
            Chart lists = source(ListMode.SNAPSHOT, ListMode.SNAPSHOT, ListMode.SNAPSHOT);
            order.forEach(index -> lists.receives(messages.get(index)));

            assertThat(diagnoses(lists)).isEqualTo(Map.of("I10", "inactive", "J45", "listed"));
            assertThat(lists.only(ResourceType.ENCOUNTER).at("/diagnosis")).hasSize(1);

            lists.receives(message("A08", "20260304080000", pid(), visit, "DG1|\"\"|\"\"|\"\"|\"\""));
            assertThat(diagnoses(lists)).isEqualTo(Map.of("I10", "inactive", "J45", "inactive"));
            assertThat(lists.only(ResourceType.ENCOUNTER).has("diagnosis")).isFalse();
        }
    }

    @Test
    @DisplayName("§1.5 action: DG1-21 acts on the diagnosis of its number, and others stay")
    void diagnosesInActionMode() {
        String visit = pv1("3W", "", "");
        String numbered = "DG1|1||I10^Hypertension^I10|||F||||||||||||||D1|%s";
        chart.receives(message("A01", "20260301080000", pid(), visit, numbered.formatted("A"), ASTHMA));
        chart.receives(message("A08", "20260302080000", pid(), visit, numbered.formatted("D")));

        assertThat(diagnoses(chart)).isEqualTo(Map.of("I10", "listed", "J45", "listed"));
        assertThat(chart.all(ResourceType.CONDITION))
                .extracting(one -> one.at("/verificationStatus/coding/0/code").asText())
                .containsExactlyInAnyOrder("entered-in-error", "confirmed");
    }

    @Test
    @DisplayName("§1.5 negation: no known allergies gives way to an allergy of its kind, in whatever order they come")
    void aNegationGivesWayToAnAllergy() {
        String none = "IAM|1|DA|^NKA||";
        String penicillin = "IAM|2|DA|PEN^Penicillin^L|SV||%s";
        List<String[]> messages = List.of(
                message("A60", "20260301080000", pid(), none + "|A"),
                message("A60", "20260302080000", pid(), penicillin.formatted("A")));
        for (List<Integer> order : List.of(List.of(0, 1), List.of(1, 0))) {
            Chart one = AdtMessages.chart();
            order.forEach(index -> one.receives(messages.get(index)));

            assertThat(allergies(one)).isEqualTo(Map.of("No known allergy", "inactive", "Penicillin", "active"));
            assertThat(one.contradictions()).isEmpty();
        }

        chart.receives(messages.get(1));
        chart.receives(message("A60", "20260303080000", pid(), none + "|A"));
        assertThat(allergies(chart)).isEqualTo(Map.of("No known allergy", "inactive", "Penicillin", "active"));
        assertThat(chart.contradictions()).containsExactly(new Finding("contradicting-no-known-allergy", "AL1-3"));

        chart.receives(message("A60", "20260302090000", pid(), penicillin.formatted("D")));
        assertThat(allergies(chart)).containsEntry("No known allergy", "active");
        assertThat(chart.contradictions()).isEmpty();
    }

    @Test
    @DisplayName("§1.5 negation: no known drug allergies stands beside an allergy to food")
    void aNegationOfDrugsStandsBesideFood() {
        chart.receives(message("A31", "20260301080000", pid(), "AL1|1|DA|^NKDA", "AL1|2|FA|^Nuts|MO"));

        assertThat(allergies(chart)).isEqualTo(Map.of("No known drug allergy", "active", "Nuts", "active"));
    }

    private static Map<String, String> allergies(Chart chart) {
        Map<String, String> found = new TreeMap<>();
        chart.all(ResourceType.ALLERGY_INTOLERANCE)
                .forEach(one -> found.put(
                        one.at("/code/coding/0/display")
                                .asText(one.at("/code/text").asText()),
                        one.at("/clinicalStatus/coding/0/code").asText("none")));
        return found;
    }

    @Provide
    Arbitrary<List<String[]>> allergyMessages() {
        Arbitrary<String> segment = Arbitraries.of(
                "IAM|1|DA|^NKA|||A",
                "IAM|1|DA|^NKA|||D",
                "IAM|1|DA|PEN^Penicillin^L|SV||A",
                "IAM|1|DA|PEN^Penicillin^L|SV||D",
                "IAM|1|FA|^Nuts|MO||A",
                "IAM|1|FA|^Nuts|MO||D",
                "AL1|1|DA|^NKDA",
                "AL1|1|FA|^Nuts|U",
                "AL1|1|DA|PEN^Penicillin^L|MI",
                "AL1|\"\"|\"\"|\"\"|\"\"|\"\"");
        return Combinators.combine(segment, Arbitraries.integers().between(1, 28))
                .as((line, day) -> message("A60", String.format("202603%02d080000", day), pid(), line))
                .list()
                .ofMinSize(2)
                .ofMaxSize(8);
    }

    @Property(tries = 300)
    void theOrderInWhichAllergiesAndTheirDenialsComeDoesNotMatter(
            @ForAll("allergyMessages") List<String[]> messages, @ForAll Random random) {
        List<String[]> shuffled = new ArrayList<>(messages);
        Collections.shuffle(shuffled, random);
        Chart straight = AdtMessages.chart();
        messages.forEach(straight::receives);
        Chart other = AdtMessages.chart();
        shuffled.forEach(other::receives);

        assertThat(other.texts()).isEqualTo(straight.texts());
        assertThat(other.contradictions()).isEqualTo(straight.contradictions());
    }
}
