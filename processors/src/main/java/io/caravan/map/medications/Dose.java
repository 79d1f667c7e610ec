package io.caravan.map.medications;

import io.caravan.fhir.Decimals;
import io.caravan.fhir.Json;
import io.caravan.fhir.Quantity;
import io.caravan.fhir.Unit;
import io.caravan.message.Rejected;

/** Amounts of drugs. A number that is not a plain decimal stops the record: "0,5" or "1O" must never be read as a dose. */
final class Dose {
    private Dose() {}

    /**
     * A FHIR quantity without comparator; empty text where no amount is given.
     *
     * @throws Rejected at {@code place} where the amount is no plain decimal
     */
    static String quantity(String amount, Unit unit, String place) {
        return amount.isEmpty() ? "" : Quantity.of(decimal(amount, place), unit).simpleJson();
    }

    static String decimal(String amount, String place) {
        String decimal = Decimals.plain(amount);
        if (decimal.isEmpty()) {
            throw new Rejected(102, "dose-not-a-plain-decimal", place);
        }
        return decimal;
    }

    /** {@code doseQuantity} where there is one amount, {@code doseRange} where there are a least and a greatest. */
    static String doseElement(String least, String greatest, Unit unit, String place, String greatestPlace) {
        String low = quantity(least, unit, place);
        String high = quantity(greatest, unit, greatestPlace);
        if (high.isEmpty()) {
            return low.isEmpty() ? "" : Json.object().raw("doseQuantity", low).end();
        }
        String range = Json.object().raw("low", low).raw("high", high).end();
        return Json.object().raw("doseRange", range).end();
    }
}
