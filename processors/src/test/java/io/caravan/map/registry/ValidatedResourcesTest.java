package io.caravan.map.registry;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.support.DefaultProfileValidationSupport;
import ca.uhn.fhir.validation.FhirValidator;
import ca.uhn.fhir.validation.ResultSeverityEnum;
import ca.uhn.fhir.validation.SingleValidationMessage;
import com.fasterxml.jackson.databind.JsonNode;
import io.caravan.hl7.Hl7Message;
import io.caravan.map.Chart;
import io.caravan.map.Corpus;
import io.caravan.message.DataClass;
import io.caravan.message.Rejected;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.hl7.fhir.common.hapi.validation.support.CommonCodeSystemsTerminologyService;
import org.hl7.fhir.common.hapi.validation.support.InMemoryTerminologyServerValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.SnapshotGeneratingValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.ValidationSupportChain;
import org.hl7.fhir.common.hapi.validation.validator.FhirInstanceValidator;
import org.junit.jupiter.api.Test;

/** What becomes of published messages is held against HAPI's validator with the base profiles of FHIR R4. */
class ValidatedResourcesTest {
    @Test
    void noResourceOfPublishedMessagesIsInvalid() {
        FhirValidator validator = validator();
        Map<String, Integer> errors = new TreeMap<>();
        Set<String> seen = new HashSet<>();
        for (Corpus.Published published :
                Corpus.messages(message -> PublishedMessagesTest.dataClass(message) != null)) {
            for (JsonNode resource : resources(published.message())) {
                if (seen.add(resource.toString())) {
                    for (SingleValidationMessage one :
                            validator.validateWithResult(resource.toString()).getMessages()) {
                        if (one.getSeverity().compareTo(ResultSeverityEnum.ERROR) >= 0) {
                            String place =
                                    String.valueOf(one.getLocationString()).replaceAll("\\[[^]]*]", "");
                            errors.merge(place + " " + one.getMessageId(), 1, Integer::sum);
                        }
                    }
                }
            }
        }
        System.out.println("validated " + seen.size() + " resources; errors by place " + errors);
        assertThat(errors).isEmpty();
    }

    static FhirValidator validator() {
        FhirContext fhir = FhirContext.forR4Cached();
        ValidationSupportChain chain = new ValidationSupportChain(
                new DefaultProfileValidationSupport(fhir),
                new CommonCodeSystemsTerminologyService(fhir),
                new InMemoryTerminologyServerValidationSupport(fhir),
                new SnapshotGeneratingValidationSupport(fhir));
        FhirInstanceValidator instances = new FhirInstanceValidator(chain);
        instances.setAnyExtensionsAllowed(true);
        instances.setNoTerminologyChecks(false);
        return fhir.newValidator().registerValidatorModule(instances);
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
