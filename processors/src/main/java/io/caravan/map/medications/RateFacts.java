package io.caravan.map.medications;

import io.caravan.fhir.Decimals;
import io.caravan.fhir.Json;
import io.caravan.fhir.Quantity;
import io.caravan.fhir.Unit;
import io.caravan.fhir.Units;
import io.caravan.hl7.Segment;
import io.caravan.map.Mapping;

/** How fast an infusion runs. */
final class RateFacts {
    private final Mapping mapping;
    private final Units units;

    RateFacts(Mapping mapping, Units units) {
        this.mapping = mapping;
        this.units = units;
    }

    void write(Segment segment, Places at, Kind kind, DosageFacts facts) {
        facts.set(kind, Kind.RATE, rate(segment, at), segment.isNull(at.rate()));
    }

    /**
     * The rate amount, whose unit usually has its time in it ({@code mL/h}); else per the time of the give-per field
     * ({@code H1}: one hour). Without a rate amount, the dose per that time. A rate that is no number is a finding, not a guess.
     */
    private String rate(Segment segment, Places at) {
        Duration per = Duration.ofCode(segment.text(at.per()));
        if (segment.has(at.rate())) {
            Unit unit = units.of(segment.first(at.rate() + 1));
            Quantity amount = Quantity.of(Decimals.plain(segment.text(at.rate())), unit);
            if (!amount.isNumber()) {
                mapping.finding("rate-not-a-number", at.of(at.rate()));
                return "";
            }
            if (unit.isNone()) {
                mapping.finding("rate-without-unit", at.of(at.rate() + 1));
            }
            return perTime(amount, unit.text().indexOf('/') >= 0 ? Duration.NONE : per);
        }
        if (per.isNone() || !segment.has(at.least()) || segment.has(at.greatest())) {
            return "";
        }
        return perTime(Quantity.of(Decimals.plain(segment.text(at.least())), units.of(segment.first(at.unit()))), per);
    }

    static String perTime(Quantity amount, Duration per) {
        if (per.isNone()) {
            return Json.object().raw("rateQuantity", amount.simpleJson()).end();
        }
        String ratio = Json.object()
                .raw("numerator", amount.simpleJson())
                .raw("denominator", per.json())
                .end();
        return Json.object().raw("rateRatio", ratio).end();
    }
}
