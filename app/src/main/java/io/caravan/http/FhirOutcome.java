package io.caravan.http;

import io.caravan.fhir.Json;
import java.util.List;

/** An error as FHIR says it. */
final class FhirOutcome {

    private FhirOutcome() {}

    static String write(String code, String sentence) {
        String issue = Json.object()
                .text("severity", "error")
                .text("code", code)
                .text("diagnostics", sentence)
                .end();
        return Json.object()
                .text("resourceType", "OperationOutcome")
                .raw("issue", Json.array(List.of(issue)))
                .end();
    }
}
