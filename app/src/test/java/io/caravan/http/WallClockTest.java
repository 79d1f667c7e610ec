package io.caravan.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Times as schedulers give them. */
class WallClockTest {
    /** A Sunday, 18:00 in Berlin. */
    private static final Instant NOW = Instant.parse("2026-11-22T17:00:00Z");

    private final WallClock berlin = new WallClock(() -> ZoneId.of("Europe/Berlin"));

    @ParameterizedTest
    @CsvSource({
        "now, 2026-11-22T17:00:00Z",
        "20:00, 2026-11-22T19:00:00Z",
        "06:00, 2026-11-23T05:00:00Z",
        "6:00, 2026-11-23T05:00:00Z",
        "18:00, 2026-11-23T17:00:00Z",
        "Mon 06:00, 2026-11-23T05:00:00Z",
        "sunday 19:30, 2026-11-22T18:30:00Z",
        "Sun 06:00, 2026-11-29T05:00:00Z",
        "2026-12-24, 2026-12-23T23:00:00Z",
        "2026-07-01 06:00, 2026-07-01T04:00:00Z",
        "2026-07-01T06:00, 2026-07-01T04:00:00Z",
        "2026-07-01T06:00+00:00, 2026-07-01T06:00:00Z",
        "2026-07-01 06:00Z, 2026-07-01T06:00:00Z",
        "2026-10-25T02:30+02:00, 2026-10-25T00:30:00Z",
        "2026-10-25T02:30+01:00, 2026-10-25T01:30:00Z",
    })
    void aTimeIsOnTheZonesClockOrHasAnOffset(String text, Instant instant) {
        assertThat(berlin.read("until", text, NOW)).isEqualTo(instant);
    }

    @Test
    void aTimeThatComesTwiceIsRefusedWithBothChoices() {
        assertThatThrownBy(() -> berlin.read("until", "2026-10-25 02:30", NOW))
                .hasMessage(
                        "2026-10-25T02:30 comes twice in Europe/Berlin; say 2026-10-25T02:30+02:00 for the first, or"
                                + " 2026-10-25T02:30+01:00 for the second");
    }

    @Test
    void aTimeThatTheClocksSkipIsRefusedWithTheNextThatIs() {
        assertThatThrownBy(() -> berlin.read("until", "2026-03-29 02:30", NOW))
                .hasMessage("2026-03-29T02:30 does not exist in Europe/Berlin: the clocks go from 02:00 to 03:00; say"
                        + " 2026-03-29T03:00");
    }

    @Test
    void theNextSixOClockMayBeOneThatComesTwice() {
        WallClock cairo = new WallClock(() -> ZoneId.of("Africa/Cairo"));

        assertThatThrownBy(() -> cairo.read("until", "23:30", Instant.parse("2026-10-29T12:00:00Z")))
                .hasMessageContaining("comes twice in Africa/Cairo");
    }

    @Test
    void aTimeWithAnOffsetNeedsNoZone() {
        WallClock nowhere = new WallClock(() -> {
            throw Problem.badRequest("no zone");
        });

        assertThat(nowhere.read("until", "2026-12-01T06:00Z", NOW)).isEqualTo("2026-12-01T06:00:00Z");
        assertThatThrownBy(() -> nowhere.read("until", "06:00", NOW)).hasMessage("no zone");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "6", "tomorrow", "25:00", "Foo 06:00", "2026-02-30", "M 06:00", "Mon", "06:00 Mon"})
    void whatIsNoTimeIsRefusedWithExamples(String text) {
        assertThatThrownBy(() -> berlin.read("until", text, NOW))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("is not a time for until; give e.g. 06:00");
    }

    @Test
    void aLengthIsInDaysHoursAndMinutes() {
        assertThat(WallClock.span("for", "90m")).isEqualTo(Duration.ofMinutes(90));
        assertThat(WallClock.span("for", "2h")).isEqualTo(Duration.ofHours(2));
        assertThat(WallClock.span("for", "1d12h")).isEqualTo(Duration.ofHours(36));
        assertThat(WallClock.span("for", "1h30m")).isEqualTo(Duration.ofMinutes(90));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0h", "2", "h", "2 h", "-2h", "2h2h", "1m1h"})
    void whatIsNoLengthIsRefused(String text) {
        assertThatThrownBy(() -> WallClock.span("for", text))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("give e.g. 90m, 2h or 1d12h");
    }
}
