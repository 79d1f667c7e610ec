package io.caravan.map.medications;

import io.caravan.fhir.Fragments;
import io.caravan.fhir.Json;
import io.caravan.fhir.Quantity;
import io.caravan.fhir.Unit;
import io.caravan.fhir.Units;
import io.caravan.fold.Change;
import io.caravan.hl7.Repetition;
import io.caravan.hl7.Segment;
import io.caravan.map.Mapping;
import java.util.ArrayList;
import java.util.List;

/** Writes what prescriber and pharmacy say of drug, dose, route and time, each in its own place of the ledger. */
final class DosageFacts {
    private final Mapping mapping;
    private final Fragments fragments;
    private final Units units;
    private final Timing timing;
    private final Change.Builder change;

    DosageFacts(Mapping mapping, Change.Builder change) {
        this.mapping = mapping;
        this.fragments = mapping.fragments();
        this.units = new Units(mapping.codes());
        this.timing = new Timing(mapping);
        this.change = change;
    }

    void write(OrderGroup group) {
        if (!group.rxo.isAbsent()) {
            ordered(group.rxo);
        }
        if (!group.rxe.isAbsent()) {
            encoded(group.rxe);
        }
        Kind first = group.rxo.isAbsent() && !group.rxe.isAbsent() ? Kind.ENCODED : Kind.ORDERED;
        set(first, Kind.ROUTE, Route.elements(group.orderRoute, fragments));
        set(Kind.ENCODED, Kind.ROUTE, Route.elements(group.encodedRoute, fragments));
        timings(group, first);
        if (group.hasOrder() && group.orderRoute.isAbsent() && group.encodedRoute.isAbsent()) {
            mapping.finding("missing-route", "RXR-1");
        }
    }

    private void ordered(Segment rxo) {
        set(Kind.ORDERED, Kind.MEDICATION, fragments.concept(rxo.first(1)));
        Unit unit = unit(rxo, 4, rxo.has(2), "RXO-4");
        String dose = Dose.doseElement(rxo.text(2), rxo.text(3), unit, "RXO-2", "RXO-3");
        set(Kind.ORDERED, Kind.DOSE, dose.isEmpty() ? "" : "{\"doseAndRate\":[" + dose + "]}");
        String text = Json.object()
                .text("text", text(rxo, 7))
                .text("patientInstruction", text(rxo, 6))
                .end();
        set(Kind.ORDERED, Kind.TEXT, text);
    }

    private void encoded(Segment rxe) {
        set(Kind.ENCODED, Kind.MEDICATION, fragments.concept(rxe.first(2)));
        Unit unit = unit(rxe, 5, rxe.has(3), "RXE-5");
        String dose = Dose.doseElement(rxe.text(3), rxe.text(4), unit, "RXE-3", "RXE-4");
        String rate = rate(rxe);
        if (!dose.isEmpty() || !rate.isEmpty()) {
            String both = Json.object().elements(dose).elements(rate).end();
            set(Kind.ENCODED, Kind.DOSE, "{\"doseAndRate\":[" + both + "]}");
        }
        String text = Json.object()
                .text("text", text(rxe, 7))
                .text("patientInstruction", text(rxe, 21))
                .end();
        set(Kind.ENCODED, Kind.TEXT, text);
    }

    private Unit unit(Segment segment, int field, boolean needed, String place) {
        Unit unit = units.of(segment.first(field));
        if (needed && unit.isNone()) {
            mapping.finding("dose-without-unit", place);
        } else if (!unit.isNone() && unit.code().isEmpty()) {
            mapping.finding("unmapped-unit", place);
        }
        return unit;
    }

    /** RXE-23 and RXE-24 for each RXE-22 ({@code H1}: one hour); a rate that is no number is a finding, not a guess. */
    private String rate(Segment rxe) {
        if (!rxe.has(23)) {
            return "";
        }
        Quantity amount = Quantity.read(rxe.text(23), units.of(rxe.first(24)));
        if (!amount.isNumber()) {
            mapping.finding("rate-not-a-number", "RXE-23");
            return "";
        }
        String per = rxe.text(22).strip();
        String time = per.isEmpty() ? "" : RepeatPattern.ucum(per.charAt(0));
        String count = per.length() > 1 ? per.substring(1) : "1";
        if (time.isEmpty() || !Timing.isCount(count)) {
            return Json.object().raw("rateQuantity", amount.simpleJson()).end();
        }
        String ratio = Json.object()
                .raw("numerator", amount.simpleJson())
                .raw("denominator", Quantity.of(count, new Unit(time, time)).simpleJson())
                .end();
        return Json.object().raw("rateRatio", ratio).end();
    }

    private void timings(OrderGroup group, Kind first) {
        set(first, Kind.TIMING, timing.ofTq1(group.orderTimings));
        set(Kind.ENCODED, Kind.TIMING, timing.ofTq1(group.encodedTimings));
        if (group.orderTimings.isEmpty() && group.encodedTimings.isEmpty()) {
            if (group.rxe.has(1)) {
                set(Kind.ENCODED, Kind.TIMING, timing.ofTq(group.rxe.first(1), "RXE-1"));
            } else if (group.orc.has(7)) {
                set(first, Kind.TIMING, timing.ofTq(group.orc.first(7), "ORC-7"));
            }
        }
    }

    /** The words of a CWE, each repetition a line. */
    static String text(Segment segment, int field) {
        List<String> lines = new ArrayList<>(1);
        for (Repetition repetition : segment.repetitions(field)) {
            String words = repetition.whole(2).isBlank() ? repetition.whole(1) : repetition.whole(2);
            if (!words.isBlank()) {
                lines.add(words.strip());
            }
        }
        return String.join("\n", lines);
    }

    private void set(Kind kind, String aspect, String json) {
        if (!json.isEmpty()) {
            change.set(kind.path(aspect), json);
        }
    }
}
