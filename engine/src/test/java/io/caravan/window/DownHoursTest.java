package io.caravan.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;

class DownHoursTest {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    private static Duration up(String hours, String from, String to) {
        return DownHours.of(hours, BERLIN).upBetween(Instant.parse(from), Instant.parse(to));
    }

    @Test
    void onlyTheTimeCountsInWhichItIsExpectedToBeUp() {
        String nights = "Mon-Fri 22:00-06:00; Sat,Sun 00:00-24:00";

        assertThat(up(nights, "2026-01-14T20:50:00Z", "2026-01-15T05:05:00Z")).isEqualTo(Duration.ofMinutes(15));
        assertThat(up(nights, "2026-01-17T08:00:00Z", "2026-01-18T20:00:00Z")).isZero();
        assertThat(up(nights, "2026-01-14T10:00:00Z", "2026-01-14T10:30:00Z")).isEqualTo(Duration.ofMinutes(30));
    }

    @Test
    void aNightInWhichTheClocksAreSetIsAsLongAsItIs() {
        assertThat(up("22:00-06:00", "2026-03-28T21:00:00Z", "2026-03-29T04:00:00Z"))
                .isZero();
        assertThat(up("22:00-06:00", "2026-03-28T21:00:00Z", "2026-03-29T05:00:00Z"))
                .isEqualTo(Duration.ofHours(1));
    }

    @Test
    void whatIsNotWrittenAsHoursIsRefused() {
        assertThatThrownBy(() -> DownHours.parse("at night")).isInstanceOf(IllegalArgumentException.class);
    }
}
