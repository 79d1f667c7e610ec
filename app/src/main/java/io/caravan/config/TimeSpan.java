package io.caravan.config;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a time span as people write it. */
final class TimeSpan {
    private static final Pattern FORM = Pattern.compile("(\\d{1,9})\\s*(ms|s|m|h)");
    private static final Duration MOST = Duration.ofDays(7);

    private TimeSpan() {}

    /** @return empty for what is no time span, or a longer one than anybody means */
    static Optional<Duration> read(String text) {
        Matcher form = FORM.matcher(text.strip());
        if (!form.matches()) {
            return Optional.empty();
        }
        long number = Long.parseLong(form.group(1));
        Duration span = switch (form.group(2)) {
            case "ms" -> Duration.ofMillis(number);
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            default -> Duration.ofHours(number);
        };
        return span.compareTo(MOST) <= 0 ? Optional.of(span) : Optional.empty();
    }
}
