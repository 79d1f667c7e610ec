package io.caravan.window;

import java.util.Map;

/**
 * The windows as people write them.
 *
 * @param text of {@code windows.yaml}
 * @param calendars the text of each calendar that is named there, by file name
 */
public record PlanSource(String text, Map<String, String> calendars) {
    public static final PlanSource NONE = new PlanSource("", Map.of());

    public PlanSource {
        calendars = Map.copyOf(calendars);
    }
}
