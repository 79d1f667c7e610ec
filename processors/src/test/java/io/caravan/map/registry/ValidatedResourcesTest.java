package io.caravan.map.registry;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.validation.SingleValidationMessage;
import com.fasterxml.jackson.databind.JsonNode;
import io.caravan.hl7.Hl7Message;
import io.caravan.map.Chart;
import io.caravan.map.Corpus;
import io.caravan.message.DataClass;
import io.caravan.message.Rejected;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What becomes of published messages is held against HAPI's validator with the base profiles of FHIR R4. */
class ValidatedResourcesTest {
    @Test
    void noResourceOfPublishedMessagesIsInvalid() {
        Set<String> seen = new HashSet<>();
        List<JsonNode> different = new ArrayList<>();
        for (Corpus.Published published :
                Corpus.messages(message -> PublishedMessagesTest.dataClass(message) != null)) {
            for (JsonNode resource : resources(published.message())) {
                if (seen.add(resource.toString())) {
                    different.add(resource);
                }
            }
        }
        Map<String, Integer> errors = new TreeMap<>();
        for (SingleValidationMessage one : Validation.shared().errors(different)) {
            String place = String.valueOf(one.getLocationString()).replaceAll("\\[[^]]*]", "");
            errors.merge(place + " " + one.getMessageId(), 1, Integer::sum);
        }
        System.out.println("validated " + different.size() + " resources; errors by place " + errors);
        assertThat(errors).isEmpty();
    }

    private static Iterable<JsonNode> resources(Hl7Message message) {
        DataClass dataClass = PublishedMessagesTest.dataClass(message);
        Chart chart =
                new Chart(Corpus.siteOf(message, dataClass), Mappers.messages(dataClass), Mappers.rows(dataClass));
        try {
            chart.receives(
                    message.segments().stream().map(segment -> segment.line()).toArray(String[]::new));
        } catch (Rejected rejected) {
            return Set.of();
        }
        return chart.all();
    }
}
