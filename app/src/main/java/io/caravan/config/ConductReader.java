package io.caravan.config;

import io.caravan.message.DataClass;
import io.caravan.pause.PauseAt;
import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads what classes do when messages fail. */
final class ConductReader {
    static final String OFF = "off";

    private static final Pattern PAUSE_AT = Pattern.compile("(\\d{1,5}) in (.+)");

    private ConductReader() {}

    /** @param value of a key, with its fallback */
    static Settings.Conduct read(Function<String, String> value) {
        Set<DataClass> holding = EnumSet.noneOf(DataClass.class);
        Map<DataClass, PauseAt> pauseAt = new EnumMap<>(DataClass.class);
        for (DataClass dataClass : DataClass.values()) {
            if (value.apply("sequence." + dataClass.label()).equals("hold")) {
                holding.add(dataClass);
            }
            pauseAt(value.apply("deadletter." + dataClass.label() + ".pause-at"))
                    .ifPresent(limit -> pauseAt.put(dataClass, limit));
        }
        return new Settings.Conduct(holding, pauseAt);
    }

    /** {@code 50 in 60s}; empty for anything else. */
    static Optional<PauseAt> pauseAt(String text) {
        Matcher form = PAUSE_AT.matcher(text.strip());
        if (!form.matches()) {
            return Optional.empty();
        }
        int count = Integer.parseInt(form.group(1));
        return TimeSpan.read(form.group(2))
                .filter(window -> count >= 1 && count <= PauseAt.MOST && window.compareTo(Duration.ZERO) > 0)
                .map(window -> new PauseAt(count, window));
    }
}
