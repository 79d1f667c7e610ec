package io.caravan.http;

import io.caravan.fhir.Json;
import io.caravan.fold.ResourceType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What the FHIR view can do, as a CapabilityStatement: clients read it first. */
final class Capability {
    private final Instant since;

    /** @param since when this Caravan started */
    Capability(Instant since) {
        this.since = since;
    }

    String write() {
        List<String> resources = Arrays.stream(ResourceType.values())
                .filter(ResourceType::isDelivered)
                .map(Capability::resource)
                .toList();
        String rest = Json.object()
                .text("mode", "server")
                .raw(
                        "security",
                        "{\"description\":\"HTTP Basic; the role engineer, or one with the right to read in clear\"}")
                .raw("resource", Json.array(resources))
                .end();
        return Json.object()
                .text("resourceType", "CapabilityStatement")
                .text("status", "active")
                .text("date", FhirInstants.format(since))
                .text("kind", "instance")
                .raw("software", "{\"name\":\"Caravan\"}")
                .raw("implementation", "{\"description\":\"Read-only view of migrated data\"}")
                .text("fhirVersion", "4.0.1")
                .raw("format", "[\"application/fhir+json\",\"json\"]")
                .raw("rest", Json.array(List.of(rest)))
                .end();
    }

    private static String resource(ResourceType type) {
        List<String> parameters = new ArrayList<>(List.of(parameter("_id", "token"), parameter("identifier", "token")));
        if (!type.subjectElement().isEmpty()) {
            parameters.add(parameter("patient", "reference"));
            parameters.add(parameter("subject", "reference"));
        }
        parameters.add(parameter("status", "token"));
        return Json.object()
                .text("type", type.fhirName())
                .raw(
                        "interaction",
                        "[{\"code\":\"read\"},{\"code\":\"vread\"},{\"code\":\"history-instance\"},{\"code\":\"search-type\"}]")
                .text("versioning", "versioned")
                .raw("searchParam", Json.array(parameters))
                .end();
    }

    private static String parameter(String name, String type) {
        return Json.object().text("name", name).text("type", type).end();
    }
}
