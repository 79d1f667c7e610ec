package io.caravan.map.labs;

import io.caravan.fhir.Decimals;
import io.caravan.fhir.Fragments;
import io.caravan.fhir.Json;
import io.caravan.fhir.Quantity;
import io.caravan.fhir.Unit;
import io.caravan.fhir.Units;
import io.caravan.fold.Change;
import io.caravan.hl7.Repetition;
import io.caravan.hl7.Segment;
import io.caravan.map.Fields;
import io.caravan.map.Mapping;
import io.caravan.map.value.ResultExtensions;

/** What SPM says of a specimen beside its numbers; what FHIR R4 has no element for is an extension. */
final class SpecimenFields {
    private static final int[] CODED_EXTENSIONS = {5, 9, 10, 11, 15, 16, 21, 22, 23, 28, 29};

    private final Mapping mapping;
    private final Fragments fragments;
    private final Segment spm;
    private final Change.Builder change;
    private final Fields fields;

    SpecimenFields(Mapping mapping, Segment spm, Change.Builder change) {
        this.mapping = mapping;
        this.fragments = mapping.fragments();
        this.spm = spm;
        this.change = change;
        this.fields = new Fields(change, spm);
    }

    void write() {
        fields.value(4, "type", fragments::concept);
        fields.value(7, "collection.method", fragments::concept);
        fields.value(8, "collection.bodySite", fragments::concept);
        fields.value(12, "collection.quantity", this::quantity);
        fields.value(14, Fields.part("note", "1"), text -> "[{\"text\":" + Json.string(text.whole()) + "}]");
        fields.value(18, "receivedTime", received -> time(received, "SPM-18"));
        fields.list(24, "condition", fragments::concept);
        fields.value(27, "container[1].type", fragments::concept);
        fields.value(6, "container[1].additiveCodeableConcept", fragments::concept);
        fields.value(25, "container[1].specimenQuantity", this::quantity);
        collected(spm.first(17));
        status();
        extensions();
    }

    private void extensions() {
        for (int field : CODED_EXTENSIONS) {
            String name = "SPM-" + field;
            fields.list(
                    field,
                    Fields.part("extension", name),
                    code -> ResultExtensions.of(name, "valueCodeableConcept", fragments.concept(code)));
        }
        for (int field : new int[] {13, 26}) {
            String name = "SPM-" + field;
            fields.list(field, Fields.part("extension", name), count -> count(name, count));
        }
        fields.list(
                19,
                Fields.part("extension", "SPM-19"),
                end -> ResultExtensions.of("SPM-19", "valueDateTime", time(end, "SPM-19")));
        fields.list(
                32,
                Fields.part("extension", "SPM-32"),
                shipment -> ResultExtensions.of("SPM-32", "valueString", Json.string(shipment.whole())));
    }

    private static String count(String name, Repetition count) {
        String number = Decimals.lenient(count.whole());
        return number.isEmpty() ? "" : ResultExtensions.of(name, "valueDecimal", number);
    }

    /** CQ: a number and its unit in subcomponents. */
    private String quantity(Repetition cq) {
        Unit unit = new Units(mapping.codes()).of(cq.nested(2));
        return Quantity.read(cq.text(1), unit).simpleJson();
    }

    /** A reason to reject makes it unsatisfactory, whatever is said of its availability. */
    private void status() {
        if (spm.has(21)) {
            change.set("status", "\"unsatisfactory\"");
        } else if (!spm.text(20).isEmpty()) {
            change.set("status", spm.text(20).equals("N") ? "\"unavailable\"" : "\"available\"");
        } else if (spm.isNull(20) || spm.isNull(21)) {
            change.clear("status");
        }
    }

    private void collected(Repetition range) {
        String start = mapping.dateTime(range.text(1), "SPM-17");
        String end = mapping.dateTime(range.text(2), "SPM-17");
        if (start.isEmpty() && end.isEmpty()) {
            return;
        }
        if (end.isEmpty()) {
            change.set("collection.collectedDateTime", Json.string(start));
            change.clear("collection.collectedPeriod");
        } else {
            change.set(
                    "collection.collectedPeriod",
                    Json.object().text("start", start).text("end", end).end());
            change.clear("collection.collectedDateTime");
        }
    }

    private String time(Repetition value, String place) {
        String time = mapping.dateTime(value.text(1), place);
        return time.isEmpty() ? "" : Json.string(time);
    }
}
