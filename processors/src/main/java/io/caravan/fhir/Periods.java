package io.caravan.fhir;

import io.caravan.hl7.Repetition;
import java.time.OffsetDateTime;

/**
 * Period from two FHIR dateTimes. One that would end before it begins is no Period in FHIR (per-1): its start stays, and its end
 * is kept as the original text, because nobody can tell which of the two is wrong.
 */
public final class Periods {
    private static final int DATE = 10;

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

    /** Empty text where neither is known. */
    public static String of(String start, String end) {
        boolean reversed = isReversed(start, end);
        return Json.object()
                .text("start", start)
                .text("end", reversed ? "" : end)
                .raw("_end", reversed ? OriginalText.element(end) : "")
                .end();
    }

    /** Whether the end is surely before the start; times of different precision are compared as far as both are given. */
    public static boolean isReversed(String start, String end) {
        if (start.isEmpty() || end.isEmpty()) {
            return false;
        }
        if (start.indexOf('T') > 0 && end.indexOf('T') > 0) {
            return OffsetDateTime.parse(end).isBefore(OffsetDateTime.parse(start));
        }
        int length = Math.min(DATE, Math.min(start.length(), end.length()));
        return end.substring(0, length).compareTo(start.substring(0, length)) < 0;
    }
}
