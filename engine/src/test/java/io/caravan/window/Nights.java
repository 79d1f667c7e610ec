package io.caravan.window;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalTime;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Plans for tests: each word of the text is a window of all bulk work, open from 22:00 to 06:00 in Berlin. */
final class Nights {
    private Nights() {}

    static Plan plan(PlanSource source) {
        if (source.text().contains("broken")) {
            throw new WindowRefused("windows.yaml: line 1 is broken");
        }
        if (source.text().equals(MovingZone.ID)) {
            return new Plan(List.of(window("nights", MovingZone.ID, Duration.ZERO)));
        }
        return new Plan(Arrays.stream(source.text().split(" "))
                .map(id -> window(id, Duration.ZERO))
                .toList());
    }

    static Window window(String id, Duration drain) {
        return window(id, "Europe/Berlin", drain);
    }

    static Window window(String id, String zone, Duration drain) {
        Set<DayOfWeek> all = EnumSet.allOf(DayOfWeek.class);
        return new Window(
                id,
                zone,
                List.of(new Window.Opening.Weekly(all, LocalTime.of(22, 0), LocalTime.of(6, 0))),
                List.of(),
                Window.HolidayRule.START_DAY,
                drain,
                Duration.ZERO,
                List.of(),
                Optional.empty(),
                Scope.ALL);
    }
}
