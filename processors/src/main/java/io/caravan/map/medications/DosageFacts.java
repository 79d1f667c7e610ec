package io.caravan.map.medications;

import io.caravan.fhir.Decimals;
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
import java.util.OptionalLong;

/** Writes what prescriber and pharmacy say of drug, dose, route and time, each in its own place of the ledger. */
final class DosageFacts {
    private final Mapping mapping;
    private final Fragments fragments;
    private final Units units;
    private final Timing timing;
    private final Change.Builder change;
    private final ListEntry entry;

    DosageFacts(Mapping mapping, Change.Builder change, ListEntry entry) {
        this.mapping = mapping;
        this.fragments = mapping.fragments();
        this.units = new Units(mapping.codes());
        this.timing = new Timing(mapping);
        this.change = change;
        this.entry = entry;
    }

    void write(OrderGroup group) {
        write(group.rxg, Places.RXG, Kind.GIVE);
        write(group.rxo, Places.RXO, Kind.ORDERED);
        write(group.rxe, Places.RXE, Kind.ENCODED);
        Kind first = group.rxo.isAbsent() && !group.rxe.isAbsent() ? Kind.ENCODED : Kind.ORDERED;
        details(group.instructed, Kind.GIVE);
        details(first == Kind.ENCODED ? group.ordered.without(group.encoded) : group.ordered, first);
        details(group.encoded, Kind.ENCODED);
        oldTimings(group, first);
        if (group.hasOrder()
                && group.ordered.routes.isEmpty()
                && group.encoded.routes.isEmpty()
                && group.instructed.routes.isEmpty()) {
            mapping.finding("missing-route", "RXR-1");
        }
    }

    private void write(Segment segment, Places at, Kind kind) {
        if (segment.isAbsent()) {
            return;
        }
        set(kind, Kind.MEDICATION, fragments.concept(segment.first(at.code())), segment.isNull(at.code()));
        entry.drug(segment.first(at.code()), mapping.codes());
        if (HighAlert.isListed(segment.first(at.code()), mapping.codes())) {
            change.set(HighAlert.FACT, "true");
        }
        dose(segment, at, kind);
        new RateFacts(mapping, units).write(segment, at, kind, this);
        set(kind, Kind.FORM, fragments.concept(segment.first(at.form())), segment.isNull(at.form()));
        FormClass.of(segment.first(at.form()), mapping.codes())
                .ifPresent(form -> set(kind, Kind.FORM_CLASS, '"' + form.name() + '"', false));
        set(kind, Kind.STRENGTH, strength(segment, at), segment.isNull(at.strength()));
        set(kind, Kind.MAX_DOSE, daily(segment, at), segment.isNull(at.daily()));
        set(kind, Kind.ORDER_TYPE, quoted(segment.text(at.type()).strip()), segment.isNull(at.type()));
        String text = Json.object()
                .text("text", text(segment, at.text()))
                .text("patientInstruction", text(segment, at.instruction()))
                .end();
        set(kind, Kind.TEXT, text, segment.isNull(at.text()));
    }

    /** Amount and unit are one fact: an amount never takes the unit of an older message. */
    private void dose(Segment segment, Places at, Kind kind) {
        Unit unit = units.of(segment.first(at.unit()));
        String least = segment.text(at.least());
        String greatest = segment.text(at.greatest());
        if (unit.isNone() && (!least.isEmpty() || !greatest.isEmpty())) {
            mapping.finding("dose-without-unit", at.of(at.unit()));
        } else if (!unit.isNone() && unit.code().isEmpty()) {
            mapping.finding("unmapped-unit", at.of(at.unit()));
        }
        String dose = Dose.doseElement(least, greatest, unit, at.of(at.least()), at.of(at.greatest()));
        set(kind, Kind.DOSE, dose, segment.isNull(at.least()));
        String decimal = Decimals.plain(greatest.isEmpty() ? least : greatest);
        tellDose(
                decimal,
                unit,
                Decimals.plain(segment.text(at.strength())),
                strengthUnit(segment, at),
                at.of(at.least()));
    }

    /** For the checks between versions and against dispenses: of two tablets of 250 mg the 500 mg are told as well. */
    void tellDose(String decimal, Unit unit, String strength, Unit strengthUnit, String place) {
        if (decimal.isEmpty()) {
            return;
        }
        if (decimal.charAt(0) == '-' || isZero(decimal)) {
            mapping.finding("dose-not-positive", place);
        }
        if (unit.text().contains("/kg")) {
            change.set(HighAlert.FACT, "true");
        }
        DoseHistory.tell(change, decimal, unit, place);
        entry.dose(decimal, unit);
        boolean counted = DrugUnit.of(unit).kind() == DrugUnit.Kind.SOLID_COUNT;
        if (counted && !strength.isEmpty() && DrugUnit.of(strengthUnit).kind() == DrugUnit.Kind.MASS) {
            String product = DispensedDose.product(strength, decimal);
            DoseHistory.tell(change, product, strengthUnit, place);
            entry.dose(product, strengthUnit);
        }
    }

    private static boolean isZero(String decimal) {
        return decimal.chars().allMatch(c -> c == '0' || c == '.');
    }

    private Unit strengthUnit(Segment segment, Places at) {
        return units.of(segment.first(at.strength() + 1));
    }

    /** Strength of one unit of the form, or of the volume that is given with it. */
    private String strength(Segment segment, Places at) {
        if (!segment.has(at.strength())) {
            return "";
        }
        String decimal = Decimals.plain(segment.text(at.strength()));
        if (decimal.isEmpty()) {
            mapping.finding("not-a-number", at.of(at.strength()));
            return "";
        }
        String volume = Decimals.plain(segment.text(at.volume()));
        return Strength.ratio(
                Quantity.of(decimal, strengthUnit(segment, at)),
                volume.isEmpty() ? Strength.ONE : Quantity.of(volume, units.of(segment.first(at.volume() + 1))));
    }

    /** CQ of a day's total: nobody may give more of it in a day. */
    private String daily(Segment segment, Places at) {
        if (at.daily() == 0 || !segment.has(at.daily())) {
            return "";
        }
        Repetition total = segment.first(at.daily());
        String decimal = Decimals.plain(total.text(1));
        if (decimal.isEmpty()) {
            mapping.finding("not-a-number", at.of(at.daily()));
            return "";
        }
        return Strength.ratio(Quantity.of(decimal, units.of(total.nested(2))), Strength.DAY);
    }

    private void details(OrderGroup.Details details, Kind kind) {
        if (!details.routes.isEmpty()) {
            set(
                    kind,
                    Kind.ROUTE,
                    Route.elements(details.routes, fragments),
                    details.routes.get(0).isNull(1));
            Way way = Route.way(details.routes.get(0), mapping.codes());
            set(kind, Kind.WAY, '"' + way.name() + '"', false);
            entry.route(details.routes.get(0).first(1), mapping.codes());
        }
        if (!details.timings.isEmpty()) {
            timing(kind, timing.ofTq1(details.timings), false);
        }
        if (!details.components.isEmpty()) {
            set(
                    kind,
                    Kind.COMPONENTS,
                    new Components(mapping, units).ingredients(details.components),
                    details.components.get(0).isNull(2));
            if (details.components.stream().anyMatch(rxc -> HighAlert.isListed(rxc.first(2), mapping.codes()))) {
                change.set(HighAlert.FACT, "true");
            }
        }
    }

    private void oldTimings(OrderGroup group, Kind first) {
        if (!group.ordered.timings.isEmpty() || !group.encoded.timings.isEmpty()) {
            return;
        }
        if (group.rxe.has(1)) {
            timing(Kind.ENCODED, timing.ofTq(group.rxe.repetitions(1), "RXE-1"), false);
        } else if (group.orc.has(7) && group.hasOrder()) {
            timing(first, timing.ofTq(group.orc.repetitions(7), "ORC-7"), false);
        }
    }

    /** A regimen replaces the former one as a whole, its end with it. */
    void timing(Kind kind, Steps steps, boolean clears) {
        if (steps.isEmpty() && !clears) {
            return;
        }
        set(kind, Kind.TIMING, steps.json(), clears);
        OptionalLong end = steps.endMicros();
        set(kind, Kind.END, end.isPresent() ? String.valueOf(end.getAsLong()) : "", true);
        set(kind, Kind.HAS_START, String.valueOf(steps.hasStart()), false);
        entry.period(steps);
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

    private static String quoted(String text) {
        return text.isEmpty() ? "" : Json.string(text);
    }

    /** Sets what is told; an explicit null clears, silence changes nothing. */
    void set(Kind kind, String aspect, String json, boolean clears) {
        if (!json.isEmpty()) {
            change.set(kind.path(aspect), json);
        } else if (clears) {
            change.clear(kind.path(aspect));
        }
    }
}
