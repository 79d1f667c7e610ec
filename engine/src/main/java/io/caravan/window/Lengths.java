package io.caravan.window;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How people write a length of time: {@code 30m}, {@code 8h}, {@code 1h30m}, {@code 2d}. */
final class Lengths {
    private static final Pattern FORM = Pattern.compile(
            "(?:(\\d{1,3})\\s*d)?\\s*(?:(\\d{1,4})\\s*h)?\\s*(?:(\\d{1,5})\\s*m(?:in)?)?\\s*(?:(\\d{1,6})\\s*s)?");

    private Lengths() {}

    static Optional<Duration> parse(String text) {
        Matcher form = FORM.matcher(text.strip());
        if (text.isBlank() || !form.matches()) {
            return Optional.empty();
        }
        return Optional.of(Duration.ofDays(number(form, 1))
                .plusHours(number(form, 2))
                .plusMinutes(number(form, 3))
                .plusSeconds(number(form, 4)));
    }

    static String write(Duration length) {
        if (length.isZero()) {
            return "0m";
        }
        return part(length.toHours(), "h") + part(length.toMinutesPart(), "m") + part(length.toSecondsPart(), "s");
    }

    private static String part(long number, String unit) {
        return number == 0 ? "" : number + unit;
    }

    private static long number(Matcher form, int group) {
        return Optional.ofNullable(form.group(group)).map(Long::parseLong).orElse(0L);
    }
}
