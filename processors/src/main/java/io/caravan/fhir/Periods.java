package io.caravan.fhir;

import io.caravan.hl7.Repetition;

/** Period from two FHIR dateTimes. */
final class Periods {
    private Periods() {}

    /**
     * From the components that newer versions have for start and end, else from the date range that older ones have in one.
     *
     * @param range the component with the range (DR); start and end are the two that follow {@code next}
     */
    static String of(Repetition repetition, int range, int next, FhirTimes times) {
        String start = repetition.text(next);
        String end = repetition.text(next + 1);
        boolean old = start.isEmpty() && end.isEmpty();
        return of(
                times.dateTime(old ? repetition.text(range, 1) : start),
                times.dateTime(old ? repetition.text(range, 2) : end));
    }

    static String of(String start, String end) {
        return Json.object().text("start", start).text("end", end).end();
    }
}
