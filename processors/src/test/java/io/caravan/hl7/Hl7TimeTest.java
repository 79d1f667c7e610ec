package io.caravan.hl7;

import static org.assertj.core.api.Assertions.assertThat;

import io.caravan.hl7.Hl7Time.ClockChange;
import io.caravan.hl7.Hl7Time.Precision;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Hl7TimeTest {
    private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");

    private static Hl7Time time(String text) {
        return Hl7Time.read(text).orElseThrow();
    }

    @ParameterizedTest
    @CsvSource({
        "1950, YEAR, 1950",
        "195003, MONTH, 1950-03",
        "19500307, DAY, 1950-03-07",
        "19500307-0500, DAY, 1950-03-07",
        "2024030113, HOUR, 2024-03-01T13:00:00-05:00",
        "202403011305, MINUTE, 2024-03-01T13:05:00-05:00",
        "20240301130507, SECOND, 2024-03-01T13:05:07-05:00",
        "20240701130507, SECOND, 2024-07-01T13:05:07-04:00",
        "20240301130507.1, SECOND, 2024-03-01T13:05:07.1-05:00",
        "20240301130507.1230, SECOND, 2024-03-01T13:05:07.1230-05:00",
        "20240301130507+0545, SECOND, 2024-03-01T13:05:07+05:45",
        "202403011305-0000, MINUTE, 2024-03-01T13:05:00Z",
        "' 20240301 ', DAY, 2024-03-01",
        "20240229, DAY, 2024-02-29",
    })
    void aTimeKeepsThePrecisionInWhichItWasWritten(String text, Precision precision, String fhir) {
        assertThat(time(text).precision()).isEqualTo(precision);
        assertThat(time(text).dateTime(NEW_YORK)).contains(fhir);
        assertThat(time(text).date()).isEqualTo(fhir.substring(0, Math.min(10, fhir.length())));
        assertThat(time(text).instant(NEW_YORK).isPresent()).isEqualTo(precision.compareTo(Precision.HOUR) >= 0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\"\"",
                "2",
                "20",
                "202",
                "20243",
                "2024030",
                "19751332",
                "20230229",
                "20240100",
                "00000000",
                "2024030124",
                "202403011260",
                "20240301120060",
                "20240301120000.",
                "20240301120000.1234567890",
                "2024030112.5",
                "2024-03-01",
                "20240301+05",
                "20240301+050",
                "20240301+1900",
                "20240301+0575",
                "20240301 1200",
                "20240301T1200",
                "2024030112000000",
                "20240301120000Z",
                "unknown",
                "+0500"
            })
    void whatIsNoTimeIsNotRead(String text) {
        assertThat(Hl7Time.read(text)).isEmpty();
    }

    @Test
    void aTimeThatTheClocksSkippedIsNoDateTimeButHasItsPlaceInTheOrder() {
        Hl7Time skipped = time("202403100230");

        assertThat(skipped.clockChange(NEW_YORK)).isEqualTo(ClockChange.GAP);
        assertThat(skipped.dateTime(NEW_YORK)).isEmpty();
        assertThat(skipped.instant(NEW_YORK)).isEmpty();
        assertThat(skipped.date()).isEqualTo("2024-03-10");
        assertThat(skipped.lowerBound(NEW_YORK)).isEqualTo(Instant.parse("2024-03-10T07:30:00Z"));
    }

    @Test
    void ofATimeThatWasThereTwiceTheEarlierIsMeant() {
        Hl7Time twice = time("202411030130");

        assertThat(twice.clockChange(NEW_YORK)).isEqualTo(ClockChange.OVERLAP);
        assertThat(twice.dateTime(NEW_YORK)).contains("2024-11-03T01:30:00-04:00");
        assertThat(time("202411030130-0500").clockChange(NEW_YORK)).isEqualTo(ClockChange.NONE);
        assertThat(time("202411030130-0500").dateTime(NEW_YORK)).contains("2024-11-03T01:30:00-05:00");
    }

    @Test
    void aDateIsNeverMovedByAZone() {
        Hl7Time date = time("20240310");

        assertThat(date.clockChange(NEW_YORK)).isEqualTo(ClockChange.NONE);
        assertThat(date.dateTime(ZoneId.of("Pacific/Kiritimati"))).contains("2024-03-10");
        assertThat(date.lowerBound(NEW_YORK)).isEqualTo(Instant.parse("2024-03-10T05:00:00Z"));
    }

    @Test
    void midnightIsTheStartOfItsDay() {
        assertThat(time("202403010000").dateTime(NEW_YORK)).contains("2024-03-01T00:00:00-05:00");
    }

    @Test
    void microsecondsOrderTimesBeforeAndAfterTheEpoch() {
        assertThat(time("19691231235959.999999+0000").micros(NEW_YORK)).isEqualTo(-1);
        assertThat(time("20240301130507.123456-0500").micros(ZoneOffset.UTC))
                .isEqualTo(Instant.parse("2024-03-01T18:05:07Z").getEpochSecond() * 1_000_000 + 123_456);
    }

    @Test
    void theTextIsAsReceivedAndNotInTheLog() {
        assertThat(time(" 19500307").text()).isEqualTo(" 19500307");
        assertThat(time("19500307")).hasToString("time to the day");
    }

    @Property
    void readingWhatJavaWroteGivesTheSameInstant(
            @ForAll @LongRange(min = -2_000_000_000L, max = 4_000_000_000L) long at) {
        OffsetDateTime moment = Instant.ofEpochSecond(at).atOffset(ZoneOffset.ofHours(3));
        Hl7Time read = time(DateTimeFormatter.ofPattern("uuuuMMddHHmmssxx").format(moment));

        assertThat(read.lowerBound(NEW_YORK)).isEqualTo(moment.toInstant());
        assertThat(OffsetDateTime.parse(read.dateTime(NEW_YORK).orElseThrow())).isEqualTo(moment);
    }

    @Property
    void aTimeOfAZoneIsJavasTimeUnlessTheClocksWereChanged(@ForAll @LongRange(min = 0, max = 2_000_000_000L) long at) {
        LocalDateTime local = LocalDateTime.ofEpochSecond(at, 0, ZoneOffset.UTC);
        Hl7Time read = time(DateTimeFormatter.ofPattern("uuuuMMddHHmmss").format(local));

        assertThat(read.lowerBound(NEW_YORK)).isEqualTo(local.atZone(NEW_YORK).toInstant());
    }

    @Property
    void noTextMakesReadingFail(@ForAll @StringLength(max = 30) String text) {
        assertThat(Hl7Time.read(text)).isNotNull();
    }

    @Property
    void noDigitsMakeReadingFail(@ForAll @StringLength(max = 24) @CharRange(from = '+', to = '9') String text) {
        Hl7Time.read(text).ifPresent(time -> {
            assertThat(time.micros(NEW_YORK)).isNotNull();
            assertThat(time.date()).hasSizeBetween(4, 10);
        });
    }
}
