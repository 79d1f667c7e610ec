package io.caravan.fhir;

/** Period from two FHIR dateTimes. */
final class Periods {
    private Periods() {}

    static String of(String start, String end) {
        return Json.object().text("start", start).text("end", end).end();
    }
}
