package io.caravan.map.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.caravan.hl7.Hl7Message;
import io.caravan.map.Chart;
import io.caravan.map.Corpus;
import io.caravan.message.DataClass;
import io.caravan.message.Rejected;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every message of our classes that others published: it becomes resources that HAPI FHIR reads strictly, or says why not. */
class PublishedMessagesTest {
    private static final Set<String> ORDERS = Set.of("ORM", "OML", "OMG", "OMI");
    private static final Set<String> PHARMACY = Set.of("RDE", "OMP", "RAS", "RDS");
    private static final Set<String> EXPLAINED = Set.of(
            "missing-report-status",
            "missing-observation-request",
            "result-without-patient",
            "missing-observation-code",
            "missing-administration-time",
            "document-not-decodable",
            "dose-not-a-plain-decimal",
            "missing-patient-id",
            "missing-visit-number",
            "missing-order-number",
            "missing-order",
            "missing-merge",
            "missing-bed",
            "missing-second-patient",
            "invalid-date",
            "unknown-authority",
            "merge-across-authorities",
            "merge-into-itself");

    @TestFactory
    Stream<DynamicTest> aPublishedMessageIsMappedOrExplained() {
        Map<String, Integer> outcomes = new TreeMap<>();
        Stream<DynamicTest> each = Corpus.messages(message -> dataClass(message) != null).stream()
                .map(published -> DynamicTest.dynamicTest(
                        published.toString(), () -> outcomes.merge(outcome(published.message()), 1, Integer::sum)));
        DynamicTest most = DynamicTest.dynamicTest("most of them are mapped", () -> {
            assertThat(outcomes.getOrDefault("mapped", 0)).isGreaterThan(150);
        });
        return Stream.concat(each, Stream.of(most));
    }

    private static String outcome(Hl7Message message) {
        DataClass dataClass = dataClass(message);
        Chart chart =
                new Chart(Corpus.siteOf(message, dataClass), Mappers.messages(dataClass), Mappers.rows(dataClass));
        try {
            chart.receives(
                    message.segments().stream().map(segment -> segment.line()).toArray(String[]::new));
        } catch (Rejected rejected) {
            assertThat(rejected.code()).isIn(EXPLAINED);
            return rejected.code();
        }
        if (chart.last().orElseThrow().exclusion().isPresent()) {
            return chart.last().orElseThrow().exclusion().get();
        }
        assertThat(chart.all()).isNotEmpty();
        return "mapped";
    }

    static DataClass dataClass(Hl7Message message) {
        String type = message.type();
        if (PHARMACY.contains(type)) {
            return DataClass.MEDICATIONS;
        }
        if (type.equals("ORU") || type.equals("OUL")) {
            return DataClass.LABS;
        }
        return type.equals("ADT") ? DataClass.ADT : ORDERS.contains(type) ? DataClass.ORDERS : null;
    }
}
