package io.caravan.config;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/** Reads how much targets and legacy databases are asked for. */
final class RatesReader {
    private final Function<String, Optional<String>> find;

    /** @param find the value of a key, with its fallback */
    RatesReader(Function<String, Optional<String>> find) {
        this.find = find;
    }

    /** @param legacy the names of the legacy databases */
    Settings.Rates read(Set<String> legacy) {
        Map<Settings.TargetKind, Settings.Rate> targets = new EnumMap<>(Settings.TargetKind.class);
        for (Settings.TargetKind kind : Settings.TargetKind.values()) {
            targets.put(kind, rate("target." + kind.name().toLowerCase(Locale.ROOT)));
        }
        Map<String, Settings.Rate> databases = new TreeMap<>();
        legacy.forEach(name -> databases.put(name, rate("legacy." + name)));
        return new Settings.Rates(
                targets,
                databases,
                find.apply("target.fhir.slow-after").flatMap(TimeSpan::read).orElse(Duration.ofMillis(250)),
                share());
    }

    private Settings.Rate rate(String prefix) {
        return new Settings.Rate(number(prefix + ".max-per-second"), number(prefix + ".max-at-once"));
    }

    /** What is no number is reported already. */
    private OptionalInt number(String key) {
        try {
            Optional<String> text = find.apply(key);
            return text.isEmpty() ? OptionalInt.empty() : OptionalInt.of(Math.max(1, Integer.parseInt(text.get())));
        } catch (NumberFormatException e) {
            return OptionalInt.empty();
        }
    }

    private double share() {
        try {
            return Math.min(
                    0.9,
                    Math.max(
                            0,
                            Double.parseDouble(find.apply("throttle.live-share").orElse("0.3"))));
        } catch (NumberFormatException e) {
            return 0.3;
        }
    }
}
