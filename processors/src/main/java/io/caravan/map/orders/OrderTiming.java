package io.caravan.map.orders;

import io.caravan.fhir.Json;
import io.caravan.fhir.OriginalText;
import io.caravan.fold.Change;
import io.caravan.hl7.Segment;
import io.caravan.map.Fields;
import io.caravan.map.Mapping;
import java.util.Map;

/** When and how urgently: TQ1, else the fields that older versions have for it. */
final class OrderTiming {
    private static final Map<String, String> PRIORITIES = Map.of("S", "stat", "A", "asap", "R", "routine");
    private static final String ORIGINAL = "urn:caravan:extension:priority";
    private static final String ORIGINAL_PART = Fields.part("extension", "priority");

    private OrderTiming() {}

    static void write(OrderGroup group, Mapping mapping, Change.Builder change) {
        Segment obr = group.obr();
        Segment orc = group.orc();
        priority(firstOf(group.timing().text(9), obr.text(5), orc.text(7, 6), obr.text(27, 6)), change);
        String requested = firstOf(group.timing().text(7), obr.text(36), obr.text(6), orc.text(7, 4), obr.text(27, 4));
        String time = mapping.dateTime(requested, "OBR-6");
        if (!time.isEmpty()) {
            change.set("occurrenceDateTime", Json.string(time));
        }
    }

    /** A priority that FHIR has no code for is kept as it was written, beside the element, which may only hold one of FHIR's. */
    static void priority(String code, Change.Builder change) {
        if (code.isEmpty()) {
            return;
        }
        String priority = PRIORITIES.getOrDefault(code.strip(), "");
        if (priority.isEmpty()) {
            change.clear("priority");
            change.set(ORIGINAL_PART, "[" + OriginalText.extension(ORIGINAL, code.strip()) + "]");
        } else {
            change.set("priority", Json.string(priority));
            change.clear(ORIGINAL_PART);
        }
    }

    private static String firstOf(String... values) {
        for (String value : values) {
            if (!value.isBlank()) {
                return value;
            }
        }
        return "";
    }
}
