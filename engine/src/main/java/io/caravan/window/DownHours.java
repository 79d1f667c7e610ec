package io.caravan.window;

import io.caravan.message.DataClass;
import io.caravan.window.Window.Opening;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Hours of the week in which something is expected to be down. Safe for threads. */
public final class DownHours {
    /** What lies longer back makes no difference to anybody. */
    private static final Duration MOST = Duration.ofDays(60);

    private static final BulkWork ANY = new BulkWork(Phase.BACKFILL, DataClass.ADT, "");

    private final Schedule schedule;

    private DownHours(Schedule schedule) {
        this.schedule = schedule;
    }

    /**
     * @param written as {@code Mon-Fri 22:00-06:00; Sun 00:00-24:00}
     * @throws IllegalArgumentException saying what is wrong and what would be right
     */
    public static DownHours of(String written, ZoneId zone) {
        Window down = new Window(
                "down",
                zone.getId(),
                parse(written),
                List.of(),
                Window.HolidayRule.START_DAY,
                Duration.ZERO,
                Duration.ZERO,
                List.of(),
                Optional.empty(),
                Scope.ALL);
        return new DownHours(new Schedule(new Plan(List.of(down)), List.of(), Optional.empty()));
    }

    /** @throws IllegalArgumentException saying what is wrong and what would be right */
    public static List<Opening> parse(String written) {
        return Arrays.stream(written.split(";"))
                .map(part -> (Opening) WeeklyHours.parse(part))
                .toList();
    }

    /** How much of the time between it was expected to be up. */
    public Duration upBetween(Instant from, Instant to) {
        Instant least = to.minus(MOST);
        Instant begin = from.isBefore(least) ? least : from;
        return schedule.stretches(ANY, begin, to).stream()
                .filter(stretch -> !stretch.standing().isOpen())
                .map(Stretch::length)
                .reduce(Duration.ZERO, Duration::plus);
    }
}
