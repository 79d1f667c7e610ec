package io.caravan.http;

import io.caravan.window.ManualOverride;
import io.caravan.window.Plan;
import io.caravan.window.Scope;
import io.caravan.window.Window;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Whose clock a time without an offset is on: that of the windows it is about. */
final class WindowZones {
    private static final ZoneId UTC = ZoneId.of("UTC");

    private final List<Window> windows;

    private WindowZones(List<Window> windows) {
        this.windows = windows;
    }

    static WindowZones of(Plan plan) {
        return new WindowZones(plan.windows());
    }

    /** To show it on; UTC where windows do not agree. */
    ZoneId of(ManualOverride override) {
        TreeSet<String> zones = override.window()
                .map(id -> zones(window -> window.id().equals(id)))
                .orElseGet(() -> zones(window -> overlap(window.scope(), override.scope())));
        return zones.size() == 1 ? ZoneId.of(zones.first()) : UTC;
    }

    /** @throws Problem where windows do not agree */
    ZoneId of(Optional<Window> window, Scope scope) {
        if (window.isPresent()) {
            return ZoneId.of(window.get().zone());
        }
        TreeSet<String> zones = zones(one -> overlap(one.scope(), scope));
        if (zones.size() == 1) {
            return ZoneId.of(zones.first());
        }
        throw Problem.badRequest((zones.isEmpty()
                        ? "No window applies to this, and"
                        : "Windows in " + String.join(", ", zones) + " apply to this, so that")
                + " nothing says which zone's clock is meant; give the time with its offset, e.g."
                + " 2026-03-02T06:00+01:00, or a length such as 2h");
    }

    private TreeSet<String> zones(Predicate<Window> some) {
        return windows.stream().filter(some).map(Window::zone).collect(Collectors.toCollection(TreeSet::new));
    }

    private static boolean overlap(Scope one, Scope other) {
        return overlap(one.classes(), other.classes())
                && overlap(one.sources(), other.sources())
                && overlap(one.phases(), other.phases());
    }

    private static <T> boolean overlap(Set<T> one, Set<T> other) {
        return one.isEmpty() || other.isEmpty() || one.stream().anyMatch(other::contains);
    }
}
