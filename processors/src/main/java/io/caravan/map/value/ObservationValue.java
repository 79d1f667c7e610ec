package io.caravan.map.value;

import io.caravan.fhir.Fragments;
import io.caravan.fhir.Json;
import io.caravan.fhir.Unit;
import io.caravan.hl7.Repetition;
import io.caravan.hl7.Segment;
import java.util.ArrayList;
import java.util.List;

/** OBX-5 of one result, all its lines and repetitions, as elements of Observation. */
public final class ObservationValue {
    private static final String ABSENT = "http://terminology.hl7.org/CodeSystem/data-absent-reason";

    private final Fragments fragments;
    private final ResultValue value;
    private final Whereabouts documents;

    /** Where a document in OBX-5 stands itself; R4's Observation has no value for it. */
    public enum Whereabouts {
        /** In the value. */
        HERE,
        /** Elsewhere, as in a report; the value describes it. */
        ELSEWHERE
    }

    public ObservationValue(Fragments fragments, Whereabouts documents) {
        this.fragments = fragments;
        this.documents = documents;
        this.value = new ResultValue(fragments, "OBX-5");
    }

    /** Why there is no value, as elements. */
    public static String absent(String reason) {
        return "{\"dataAbsentReason\":{\"coding\":[{\"system\":\"" + ABSENT + "\",\"code\":\"" + reason + "\"}]}}";
    }

    /**
     * The elements as a JSON object; empty text for no value.
     *
     * @param code CodeableConcept of the observation, for components
     */
    public String of(List<Segment> obx, Unit unit, String code) {
        Segment first = obx.get(0);
        String type = first.text(2);
        if (isText(first) && (obx.size() > 1 || !type.equals("ST"))) {
            return TextValue.of(text(obx), unit);
        }
        List<Repetition> values = first.repetitions(5);
        if (values.isEmpty()) {
            return "";
        }
        return switch (type) {
            case "ED", "RP" -> attachments(type, values, first);
            case "NA", "MA" -> value.samples(values, unit);
            default -> values.size() == 1 ? value.of(type, values.get(0), unit) : components(type, values, unit, code);
        };
    }

    public static boolean isText(Segment obx) {
        String type = obx.text(2);
        return type.equals("TX") || type.equals("FT") || type.equals("ST");
    }

    private static String text(List<Segment> obx) {
        StringBuilder out = new StringBuilder();
        for (Segment line : obx) {
            if (line != obx.get(0)) {
                out.append('\n');
            }
            List<Repetition> values = line.repetitions(5);
            for (int i = 0; i < values.size(); i++) {
                out.append(i == 0 ? "" : "\n").append(values.get(i).whole());
            }
        }
        return out.toString();
    }

    private String components(String type, List<Repetition> values, Unit unit, String code) {
        List<String> components = new ArrayList<>(values.size());
        for (Repetition repetition : values) {
            String one = value.of(type, repetition, unit);
            if (!one.isEmpty()) {
                components.add(Json.object().raw("code", code).elements(one).end());
            }
        }
        return ResultValue.element("component", Json.array(components));
    }

    private String attachments(String type, List<Repetition> values, Segment obx) {
        Json out = Json.object();
        for (int i = 0; i < values.size(); i++) {
            String attachment = type.equals("ED") ? document(values.get(i), obx) : pointer(values.get(i));
            if (!attachment.isEmpty()) {
                out.raw(
                        "extension[value-" + i + "]",
                        ResultExtensions.of("value-attachment", "valueAttachment", attachment));
            }
        }
        return out.end();
    }

    private String document(Repetition ed, Segment obx) {
        if (!EmbeddedDocument.isIn(ed)) {
            return "";
        }
        EmbeddedDocument document = EmbeddedDocument.read(ed, obx.text(3, 2));
        return documents == Whereabouts.HERE ? document.json() : document.descriptionJson();
    }

    /** The file it points to is lost with the system that holds it. */
    private String pointer(Repetition rp) {
        String url = rp.text(1).strip();
        if (url.isEmpty()) {
            return "";
        }
        fragments.finding("document-not-embedded", "OBX-5");
        return Json.object().text("url", url).end();
    }
}
