package io.caravan.backfill;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LegacyTimeTest {
    private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");

    @ParameterizedTest
    @CsvSource({
        "1950-01-02, 1950-01-02",
        "1950-1-2, 1950-01-02",
        "0000-00-00, ",
        "0000-00-00 00:00:00, ",
        "1950-00-00, 1950",
        "1950-06-00, 1950-06",
        "infinity, ",
        "-infinity, ",
        "soon, soon"
    })
    void datesAreOfOneForm(String given, String expected) {
        assertThat(LegacyTime.date(given)).isEqualTo(Optional.ofNullable(expected));
    }

    @ParameterizedTest
    @CsvSource({
        "2026-03-01 13:05:00, 2026-03-01T13:05:00",
        "2026-03-01 13:05:00.0, 2026-03-01T13:05:00",
        "2026-03-01 13:05:00.250000, 2026-03-01T13:05:00.25",
        "2026-03-01 13:05:00.1234567, 2026-03-01T13:05:00.123456",
        "2026-03-01 13:05:10, 2026-03-01T13:05:10",
        "2026-03-01 3:05, 2026-03-01T03:05:00",
        "2026-03-01, 2026-03-01",
        "2026-03-00 00:00:00, 2026-03",
        "0000-00-00 00:00:00.000000, ",
        "infinity, "
    })
    void timesAreOfOneForm(String given, String expected) {
        assertThat(LegacyTime.local(given)).isEqualTo(Optional.ofNullable(expected));
    }

    @ParameterizedTest
    @CsvSource({
        "2026-07-01T17:05:00.5Z, 2026-07-01T13:05:00.5-04:00",
        "2026-01-01T00:00:00.000001Z, 2025-12-31T19:00:00.000001-05:00"
    })
    void instantsAreGivenInTheSourcesZone(String given, String expected) {
        assertThat(LegacyTime.instant(OffsetDateTime.parse(given), NEW_YORK)).contains(expected);
    }

    @Test
    void anHourThatTheClockShowsTwiceIsTheFirstAndOneThatItSkipsIsAfterIt() {
        assertThat(LegacyTime.micros("2026-11-01 01:30:00", NEW_YORK).getAsLong())
                .isEqualTo(LegacyTime.micros(Instant.parse("2026-11-01T05:30:00Z")));
        assertThat(LegacyTime.micros("2026-03-08 02:30:00", NEW_YORK).getAsLong())
                .isEqualTo(LegacyTime.micros(Instant.parse("2026-03-08T07:30:00Z")));
    }

    @Test
    void microsGoThereAndBackAlsoBefore1970() {
        for (String time :
                new String[] {"1949-12-31T23:59:59.999999Z", "1970-01-01T00:00:00Z", "2026-07-01T12:00:00.25Z"}) {
            assertThat(LegacyTime.instantOf(LegacyTime.micros(Instant.parse(time))))
                    .isEqualTo(Instant.parse(time));
        }
    }
}
