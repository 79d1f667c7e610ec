package io.caravan.http;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Times as people give them. */
record Moments(InstantSource clock) {
    private static final Pattern AGO = Pattern.compile("(\\d{1,5})([smhd])");

    /** A time, a day (from its beginning in UTC), or how long ago. @param name of what is given, for the refusal */
    Instant of(String name, String text) {
        Matcher ago = AGO.matcher(text);
        if (ago.matches()) {
            long count = Long.parseLong(ago.group(1));
            return clock.instant()
                    .minus(
                            switch (ago.group(2)) {
                                case "s" -> Duration.ofSeconds(count);
                                case "m" -> Duration.ofMinutes(count);
                                case "h" -> Duration.ofHours(count);
                                default -> Duration.ofDays(count);
                            });
        }
        try {
            return text.length() == 10
                    ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
                    : OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            throw Problem.badRequest(
                    name + " is a time such as 2026-03-01T06:00:00Z, a day, or how long ago: 30m, 24h, 7d");
        }
    }
}
