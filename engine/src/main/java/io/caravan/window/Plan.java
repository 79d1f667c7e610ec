package io.caravan.window;

import java.util.List;

/** The windows of a site. */
public record Plan(List<Window> windows) {
    public static final Plan NONE = new Plan(List.of());

    public Plan {
        windows = List.copyOf(windows);
    }
}
