package io.caravan.config;

import io.caravan.window.DownHours;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.UnsupportedCharsetException;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * What values a key takes.
 *
 * @param label for the reference, e.g. {@code port}
 * @param isSecret whether the value must never be shown
 * @param remedy empty when the value is right, else what would be right
 */
record ValueKind(String label, boolean isSecret, Function<String, Optional<String>> remedy) {

    private static final double MOST_SHARE = 0.9;
    private static final String SHARE = "give a number from 0 to 0.9, e.g. 0.3";

    static ValueKind text() {
        return new ValueKind("text", false, value -> Optional.empty());
    }

    static ValueKind secret() {
        return new ValueKind("", true, value -> Optional.empty());
    }

    static ValueKind port() {
        return number("port", 0, 65_535);
    }

    static ValueKind count(long least, long most) {
        return number("number", least, most);
    }

    /** A time span: {@code 500ms}, {@code 90s}, {@code 15m}, {@code 2h}. */
    static ValueKind duration() {
        return new ValueKind(
                "time span",
                false,
                value -> TimeSpan.read(value).isPresent()
                        ? Optional.empty()
                        : Optional.of("give a number and ms, s, m or h, e.g. 500ms, 90s, 15m or 2h; at most 7 days"));
    }

    /** A count in a time span: {@code 50 in 60s}; or {@code off}. */
    static ValueKind pauseAt() {
        return new ValueKind(
                "count in time span",
                false,
                value -> value.equals(ConductReader.OFF)
                                || ConductReader.pauseAt(value).isPresent()
                        ? Optional.empty()
                        : Optional.of("give a count from 1 to 10000 and a time span, e.g. 50 in 60s, or off"));
    }

    /** Hours of the week: {@code Mon-Fri 22:00-06:00; Sun 00:00-24:00}. */
    static ValueKind weeklyHours() {
        return new ValueKind("hours of the week", false, value -> {
            try {
                DownHours.parse(value);
                return Optional.empty();
            } catch (IllegalArgumentException e) {
                return Optional.of("give days and hours, e.g. Mon-Fri 22:00-06:00, several with ; between");
            }
        });
    }

    static ValueKind percent() {
        return new ValueKind("percent", false, value -> {
            try {
                double percent = Double.parseDouble(value);
                return percent >= 0 && percent <= 100 ? Optional.empty() : Optional.of("give a number from 0 to 100");
            } catch (NumberFormatException e) {
                return Optional.of("give a number from 0 to 100, e.g. 0.5");
            }
        });
    }

    static ValueKind share() {
        return new ValueKind("share", false, value -> {
            try {
                double share = Double.parseDouble(value);
                return share >= 0 && share <= MOST_SHARE ? Optional.empty() : Optional.of(SHARE);
            } catch (NumberFormatException e) {
                return Optional.of(SHARE);
            }
        });
    }

    static ValueKind flag() {
        return choice("true", "false");
    }

    static ValueKind choice(String... values) {
        List<String> known = List.of(values);
        return new ValueKind(
                String.join(" | ", known),
                false,
                value -> known.contains(value)
                        ? Optional.empty()
                        : Optional.of("give one of " + String.join(", ", known)));
    }

    /** One or more of the values, each once, with commas between. */
    static ValueKind choices(String... values) {
        List<String> known = List.of(values);
        return new ValueKind(String.join(" , ", known), false, value -> {
            List<String> given = List.of(value.split(",", -1));
            return known.containsAll(given) && Set.copyOf(given).size() == given.size()
                    ? Optional.empty()
                    : Optional.of(
                            "give one or more of " + String.join(", ", known) + " with commas between, no spaces");
        });
    }

    static ValueKind zone() {
        return new ValueKind("time zone", false, value -> {
            try {
                ZoneId.of(value);
                return Optional.empty();
            } catch (DateTimeException e) {
                return Optional.of("give a zone of the IANA database, e.g. America/New_York or Europe/Berlin");
            }
        });
    }

    static ValueKind charset() {
        return new ValueKind("character set", false, value -> {
            try {
                Charset.forName(value);
                return Optional.empty();
            } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
                return Optional.of("give a character set Java knows, e.g. UTF-8, ISO-8859-1 or windows-1252");
            }
        });
    }

    /** @param beginning what the address begins with, e.g. {@code jdbc:} */
    static ValueKind address(String beginning) {
        return new ValueKind(
                "address",
                false,
                value -> value.startsWith(beginning)
                        ? Optional.empty()
                        : Optional.of("give an address that begins with " + beginning));
    }

    /** An absolute URI: what identifies numbers in FHIR. */
    static ValueKind uri() {
        return new ValueKind("URI", false, value -> {
            try {
                return new URI(value).isAbsolute() ? Optional.empty() : notUri();
            } catch (URISyntaxException e) {
                return notUri();
            }
        });
    }

    private static Optional<String> notUri() {
        return Optional.of("give an absolute URI, e.g. urn:oid:2.16.840.1.113883.19.5 or https://hospital.example/mrn");
    }

    private static ValueKind number(String label, long least, long most) {
        return new ValueKind(label, false, value -> {
            try {
                long number = Long.parseLong(value);
                return number >= least && number <= most ? Optional.empty() : outside(least, most);
            } catch (NumberFormatException e) {
                return outside(least, most);
            }
        });
    }

    private static Optional<String> outside(long least, long most) {
        return Optional.of("give a whole number from " + least + " to " + most);
    }
}
