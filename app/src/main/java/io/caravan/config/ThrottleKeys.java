package io.caravan.config;

import java.util.ArrayList;
import java.util.List;

/** The keys of how much targets and legacy databases are asked for. */
final class ThrottleKeys {
    private static final String NONE = "";
    private static final int MOST_PER_SECOND = 1_000_000;
    private static final int MOST_AT_ONCE = 1_000;

    static final List<ConfigKey> ALL = all();

    private ThrottleKeys() {}

    private static List<ConfigKey> all() {
        List<ConfigKey> keys = new ArrayList<>();
        for (String target : List.of("postgres", "fhir", "kafka", "file")) {
            String unit = target.equals("postgres") ? "Rows" : "Resources";
            keys.add(new ConfigKey(
                    "target." + target + ".max-per-second",
                    NONE,
                    ValueKind.count(1, MOST_PER_SECOND),
                    unit + " a second at most, live traffic counted, which never waits for it; empty = no limit."));
            keys.add(new ConfigKey(
                    "target." + target + ".max-at-once",
                    NONE,
                    ValueKind.count(1, MOST_AT_ONCE),
                    target.equals("postgres")
                            ? "Transactions at once at most; live traffic goes first; empty = database.connections."
                            : "Calls at once at most; live traffic goes first; empty = no limit."));
        }
        keys.add(
                new ConfigKey(
                        "target.fhir.slow-after",
                        "250ms",
                        ValueKind.duration(),
                        "When more than a fifth of small calls take longer, bulk work sends less. Other targets are measured by themselves."));
        keys.add(new ConfigKey(
                "legacy.<name>.max-per-second",
                NONE,
                ValueKind.count(1, MOST_PER_SECOND),
                "Rows a second that are read from it at most; empty = no limit."));
        keys.add(new ConfigKey(
                "throttle.live-share",
                "0.3",
                ValueKind.share(),
                "Share of a limit that bulk work always leaves to live traffic, from 0 to 0.9."));
        return List.copyOf(keys);
    }
}
