package io.caravan.map.medications;

import io.caravan.codes.Coding;
import io.caravan.fhir.Decimals;
import io.caravan.fhir.Fragments;
import io.caravan.fhir.Json;
import io.caravan.fhir.Quantity;
import io.caravan.fhir.Unit;
import io.caravan.fhir.Units;
import io.caravan.fold.Change;
import io.caravan.fold.Version;
import io.caravan.map.Mapping;
import io.caravan.map.Row;
import io.caravan.map.RowFields;
import io.caravan.message.Rejected;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.function.Supplier;

/** The clinical columns of one prescription: an absent column says nothing, NULL clears. They are the pharmacy's word. */
final class PrescriptionRow {
    private final Row row;
    private final Mapping mapping;
    private final Fragments fragments;
    private final Units units;
    private final Change.Builder change;
    private final ListEntry entry;

    PrescriptionRow(Row row, Mapping mapping, Change.Builder change, ListEntry entry) {
        this.row = row;
        this.mapping = mapping;
        this.fragments = mapping.fragments();
        this.units = new Units(mapping.codes());
        this.change = change;
        this.entry = entry;
    }

    void write(Version version) {
        drug();
        whereGiven("dose", Kind.DOSE, this::dose);
        whereGiven("rate", Kind.RATE, this::rate);
        whereGiven("max_daily_dose", Kind.MAX_DOSE, this::maxDose);
        if (row.has("route") || row.has("site")) {
            setOrClear(Kind.ROUTE, route());
        }
        OptionalLong end = timing();
        whereGiven(
                "instructions",
                Kind.TEXT,
                () -> Json.object().text("text", text("instructions")).end());
        status(version, end);
        prescriber();
        dispense();
        whereGiven("substitution", Kind.SUBSTITUTION, () -> Substitution.allowed(text("substitution")));
        Priority.write(text("priority"), change);
        RowFields fields = new RowFields(row, change);
        fields.value(
                "indication", RowFields.part("reasonCode", "2"), words -> "[{\"text\":" + Json.string(words) + "}]");
        fields.time("ordered_at", OrderFields.WRITTEN, mapping);
        fields.time("last_given_at", OrderFields.LAST_GIVEN, mapping);
        mapping.times().micros(text("last_given_at")).ifPresent(entry::lastGiven);
    }

    private void drug() {
        String code = text("drug_code");
        String name = text("drug_name");
        if (row.has("drug_code") || row.has("drug_name")) {
            String drug = fragments.concept(code, text("drug_system"), name, "", "drug_code");
            setOrClear(Kind.MEDICATION, drug);
            entry.drug(code, text("drug_system"), name, mapping.codes());
        }
        if (HighAlert.isListed(code, name, mapping.codes())) {
            change.set(HighAlert.FACT, "true");
        }
        whereGiven("strength", Kind.STRENGTH, this::strength);
        if (row.has("dosage_form")) {
            String form = text("dosage_form");
            setOrClear(Kind.FORM, Json.object().text("text", form).end());
            setOrClear(
                    Kind.FORM_CLASS,
                    FormClass.of(form, mapping.codes())
                            .map(known -> '"' + known.name() + '"')
                            .orElse(""));
        }
        if (row.has("order_type")) {
            String type = text("order_type");
            if (type.equals("S")) {
                // A row has no columns for what is in the bag, and nobody may guess it.
                throw new Rejected(101, "iv-without-components", "order_type");
            }
            setOrClear(Kind.ORDER_TYPE, type.isEmpty() ? "" : Json.string(type));
        }
    }

    private String strength() {
        String decimal = number("strength");
        return decimal.isEmpty() ? "" : Strength.ratio(Quantity.of(decimal, unit("strength_unit")), Strength.ONE);
    }

    private String dose() {
        Unit unit = unit("dose_unit");
        String dose = Dose.doseElement(text("dose"), text("dose_max"), unit, "dose", "dose_max");
        if (dose.isEmpty()) {
            return "";
        }
        if (unit.isNone()) {
            mapping.finding("dose-without-unit", "dose_unit");
        } else if (unit.code().isEmpty()) {
            mapping.finding("unmapped-unit", "dose_unit");
        }
        String greatest = text("dose_max").isEmpty() ? text("dose") : text("dose_max");
        new DosageFacts(mapping, change, entry)
                .tellDose(
                        Decimals.plain(greatest),
                        unit,
                        Decimals.plain(text("strength")),
                        unit("strength_unit"),
                        "dose");
        return dose;
    }

    private String rate() {
        String decimal = number("rate");
        if (decimal.isEmpty()) {
            return "";
        }
        Unit unit = unit("rate_unit");
        if (unit.isNone()) {
            mapping.finding("rate-without-unit", "rate_unit");
        }
        return RateFacts.perTime(Quantity.of(decimal, unit), Duration.NONE);
    }

    private String maxDose() {
        String decimal = number("max_daily_dose");
        return decimal.isEmpty() ? "" : Strength.ratio(Quantity.of(decimal, unit("dose_unit")), Strength.DAY);
    }

    private String route() {
        String code = text("route");
        if (code.isEmpty() && row.has("route")) {
            mapping.finding("missing-route", "route");
        } else if (!code.isEmpty()) {
            entry.route(code, mapping.codes());
            change.set(
                    Kind.ENCODED.path(Kind.WAY),
                    '"' + Route.way(code, mapping.codes()).name() + '"');
        }
        String site = text("site");
        return Json.object()
                .raw("route", code.isEmpty() ? "" : fragments.concept(code, Route.TABLE, "", Route.MAP, "route"))
                .raw("site", Json.object().text("text", site).end())
                .end();
    }

    /** @return when the order ends, where it does */
    private OptionalLong timing() {
        if (!row.has("frequency") && !row.has("start_at") && !row.has("stop_at") && !row.has("as_needed")) {
            return OptionalLong.empty();
        }
        Steps steps = new Timing(mapping)
                .ofColumns(text("frequency"), text("start_at"), text("stop_at"), isTrue(text("as_needed")));
        new DosageFacts(mapping, change, entry).timing(Kind.ENCODED, steps, true);
        return steps.endMicros();
    }

    private static boolean isTrue(String word) {
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "y", "yes", "t", "true", "1", "prn" -> true;
            default -> false;
        };
    }

    private void status(Version version, OptionalLong end) {
        if (row.isNull("status")) {
            change.clear("status", OrderStatus.version("unknown", version));
            return;
        }
        row.find("status").ifPresent(column -> {
            String code = column.strip();
            String word = mapping.codes()
                    .find("medication-status", code)
                    .map(Coding::code)
                    .orElse(code);
            String status = OrderStatus.ofWord(word)
                    .or(() -> OrderStatus.ofOrderStatus(word))
                    .orElse("unknown");
            if (status.equals("unknown")) {
                mapping.finding("unknown-status", "status");
            }
            // No clock is asked, so that the same row always means the same: what ends later stays active.
            if (status.equals(OrderStatus.ACTIVE) && end.isPresent() && end.getAsLong() <= row.versionMicros()) {
                mapping.finding("active-after-stop", "stop_at");
                status = "completed";
            }
            Version own = OrderStatus.version(status, version);
            change.set("status", '"' + status + '"', own);
            entry.status(status, own);
            if (OrderStatus.isTerminal(status)) {
                change.set(OrderFields.ENDED, '"' + status + '"', own);
            }
        });
    }

    private void prescriber() {
        if (row.isNull("prescriber")) {
            change.clear("requester");
        }
        String name = text("prescriber");
        if (!name.isEmpty()) {
            change.set("requester", Json.object().text("display", name).end());
        }
    }

    private void dispense() {
        if (!row.has("quantity") && !row.has("refills")) {
            return;
        }
        String refills = text("refills");
        setOrClear(
                Kind.DISPENSE,
                Json.object()
                        .raw(
                                "quantity",
                                Quantity.of(number("quantity"), unit("quantity_unit"))
                                        .simpleJson())
                        .raw("numberOfRepeatsAllowed", refills.equals("0") || Timing.isCount(refills) ? refills : "")
                        .end());
    }

    private String number(String column) {
        String decimal = Decimals.plain(text(column));
        if (decimal.isEmpty() && row.find(column).isPresent()) {
            mapping.finding("not-a-number", column);
        }
        return decimal;
    }

    private Unit unit(String column) {
        return units.of(text(column));
    }

    private void whereGiven(String column, String aspect, Supplier<String> json) {
        if (row.has(column)) {
            setOrClear(aspect, json.get());
        }
    }

    private void setOrClear(String aspect, String json) {
        if (json.isEmpty()) {
            change.clear(Kind.ENCODED.path(aspect));
        } else {
            change.set(Kind.ENCODED.path(aspect), json);
        }
    }

    private String text(String column) {
        return MedicationsRowMapper.text(row, column);
    }
}
