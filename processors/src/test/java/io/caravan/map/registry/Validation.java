package io.caravan.map.registry;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.support.DefaultProfileValidationSupport;
import ca.uhn.fhir.validation.FhirValidator;
import ca.uhn.fhir.validation.ResultSeverityEnum;
import ca.uhn.fhir.validation.SingleValidationMessage;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.hl7.fhir.common.hapi.validation.support.CommonCodeSystemsTerminologyService;
import org.hl7.fhir.common.hapi.validation.support.InMemoryTerminologyServerValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.SnapshotGeneratingValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.ValidationSupportChain;
import org.hl7.fhir.common.hapi.validation.validator.FhirInstanceValidator;

/**
 * HAPI's validator with the base profiles of FHIR R4, one for the JVM. Many resources are held against it at once, as the
 * parts of a Parameters resource: each run of the validator reads a table of all OIDs first, which takes longer than a resource.
 */
final class Validation {
    private static final int AT_ONCE = 50;

    private final FhirValidator validator;

    private Validation() {
        FhirContext fhir = FhirContext.forR4Cached();
        ValidationSupportChain chain = new ValidationSupportChain(
                new DefaultProfileValidationSupport(fhir),
                new CommonCodeSystemsTerminologyService(fhir),
                new InMemoryTerminologyServerValidationSupport(fhir),
                new SnapshotGeneratingValidationSupport(fhir));
        FhirInstanceValidator instances = new FhirInstanceValidator(chain);
        instances.setAnyExtensionsAllowed(true);
        instances.setNoTerminologyChecks(false);
        validator = fhir.newValidator().registerValidatorModule(instances);
    }

    static Validation shared() {
        return Holder.SHARED;
    }

    /** What is wrong with the resources, each with its place: {@code Parameters.parameter[3].resource.…} is the fourth's. */
    List<SingleValidationMessage> errors(List<JsonNode> resources) {
        List<SingleValidationMessage> errors = new ArrayList<>();
        for (int from = 0; from < resources.size(); from += AT_ONCE) {
            List<JsonNode> some = resources.subList(from, Math.min(resources.size(), from + AT_ONCE));
            String parameters = IntStream.range(0, some.size())
                    .mapToObj(i -> "{\"name\":\"n" + i + "\",\"resource\":" + some.get(i) + "}")
                    .collect(Collectors.joining(",", "{\"resourceType\":\"Parameters\",\"parameter\":[", "]}"));
            validator.validateWithResult(parameters).getMessages().stream()
                    .filter(one -> one.getSeverity().compareTo(ResultSeverityEnum.ERROR) >= 0)
                    .forEach(errors::add);
        }
        return errors;
    }

    private static final class Holder {
        private static final Validation SHARED = new Validation();
    }
}
