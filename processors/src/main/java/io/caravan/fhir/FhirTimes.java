package io.caravan.fhir;

/**
 * Times of one record as FHIR text, in the precision they were given, with the zone of their source where they carry no
 * offset. All answers are empty text for a value that is not a time: the caller decides whether that is a finding.
 */
public interface FhirTimes {

    /** A FHIR {@code date}: year, month or day precision; a time of day is dropped without shifting the day. */
    String date(String value);

    /** A FHIR {@code dateTime}: day precision or less as it is, else with seconds and offset. */
    String dateTime(String value);

    /** A FHIR {@code instant}; empty where the value has no time of day, for an instant must not be invented. */
    String instant(String value);
}
