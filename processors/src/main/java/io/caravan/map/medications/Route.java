package io.caravan.map.medications;

import io.caravan.codes.CodeMaps;
import io.caravan.codes.Coding;
import io.caravan.fhir.Fragments;
import io.caravan.fhir.Json;
import io.caravan.hl7.Repetition;
import io.caravan.hl7.Segment;
import java.util.ArrayList;
import java.util.List;

/** RXR: the way a drug is given. Never from the dosage form, and never a default: a wrong route can kill. */
final class Route {
    static final String MAP = "route";
    static final String TABLE = "HL70162";
    private static final String OTHER_ROUTE = "urn:caravan:extension:other-route";
    private static final String DEVICE = "urn:caravan:extension:administration-device";

    private Route() {}

    /** Elements of a dosage, as one object: the first route, and the others that may be chosen as extensions. */
    static String elements(List<Segment> routes, Fragments fragments) {
        Segment rxr = routes.get(0);
        List<String> extensions = new ArrayList<>(0);
        add(extensions, DEVICE, fragments.concept(rxr.first(3)));
        for (Segment other : routes.subList(1, routes.size())) {
            add(extensions, OTHER_ROUTE, route(other.first(1), fragments));
        }
        if (routes.size() > 1) {
            fragments.finding("several-routes", "RXR-1");
        }
        String instruction = fragments.concept(rxr.first(5));
        return Json.object()
                .raw("extension", Json.array(extensions))
                .raw("additionalInstruction", instruction.isEmpty() ? "" : "[" + instruction + "]")
                .elements(ofOne(rxr, fragments))
                .end();
    }

    /** {@code route}, {@code site} and {@code method}. */
    static String ofOne(Segment rxr, Fragments fragments) {
        return Json.object()
                .raw("route", route(rxr.first(1), fragments))
                .raw("site", fragments.concept(rxr.first(2)))
                .raw("method", fragments.concept(rxr.first(4)))
                .end();
    }

    static Way way(Segment rxr, CodeMaps codes) {
        return way(rxr.text(1).strip(), codes);
    }

    static Way way(String code, CodeMaps codes) {
        return Way.of(code, codes.find(MAP, code).map(Coding::code).orElse(""));
    }

    private static void add(List<String> extensions, String url, String concept) {
        if (!concept.isEmpty()) {
            extensions.add("{\"url\":\"" + url + "\",\"valueCodeableConcept\":" + concept + "}");
        }
    }

    private static String route(Repetition cwe, Fragments fragments) {
        String code = cwe.text(1).strip();
        if (code.isEmpty()) {
            return fragments.concept(cwe);
        }
        String system = cwe.text(3).isBlank() ? TABLE : cwe.text(3).strip();
        return fragments.concept(code, system, cwe.text(2).strip(), MAP, "RXR-1");
    }
}
