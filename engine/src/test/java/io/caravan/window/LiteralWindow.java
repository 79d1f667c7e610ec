package io.caravan.window;

import io.caravan.window.Window.Blackout;
import io.caravan.window.Window.HolidayRule;
import io.caravan.window.Window.Opening;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

/**
 * A window read literally, minute by minute, with nothing but the clock on the wall: what begins at a time begins in the first
 * minute in which the clock shows that or later, and what ends then ends after the last minute in which it shows something
 * earlier. Slow, and written without a look at how {@link Schedule} does it.
 */
final class LiteralWindow {
    private static final Duration MARGIN = Duration.ofDays(3);

    private final Window window;
    private final Instant first;
    private final LocalDateTime[] wall;

    LiteralWindow(Window window, Instant from, Instant to) {
        this.window = window;
        this.first = from.minus(MARGIN);
        int minutes = Math.toIntExact(Duration.between(first, to.plus(MARGIN)).toMinutes());
        this.wall = new LocalDateTime[minutes];
        ZoneId zone = ZoneId.of(window.zone());
        for (int i = 0; i < minutes; i++) {
            wall[i] = LocalDateTime.ofInstant(first.plusSeconds(60L * i), zone);
        }
    }

    /** Of each minute from the first asked for: {@code o} open, {@code b} blackout, {@code .} closed. */
    String minutes() {
        char[] minutes = new char[wall.length];
        boolean[] going = new boolean[wall.length];
        boolean[] notBegun = new boolean[wall.length];
        for (LocalDate day = wall[0].toLocalDate();
                !day.isAfter(wall[wall.length - 1].toLocalDate());
                day = day.plusDays(1)) {
            boolean holiday = window.holidayRule() == HolidayRule.START_DAY && isHoliday(day);
            for (LocalDateTime[] opening : openings(day)) {
                mark(opening[0], opening[1], holiday ? notBegun : going);
            }
        }
        boolean[] shut = black();
        for (int i = 0; i < wall.length; i++) {
            boolean holiday = isHoliday(wall[i].toLocalDate());
            boolean black = shut[i]
                    || (window.holidayRule() == HolidayRule.CALENDAR_DAY
                            ? holiday
                            : !going[i] && (holiday || notBegun[i]));
            minutes[i] = black ? 'b' : going[i] ? 'o' : '.';
        }
        int skip = Math.toIntExact(MARGIN.toMinutes());
        return new String(minutes, skip, wall.length - 2 * skip);
    }

    private List<LocalDateTime[]> openings(LocalDate day) {
        List<LocalDateTime[]> openings = new ArrayList<>();
        for (Opening opening : window.openings()) {
            Opening.Weekly weekly = (Opening.Weekly) opening;
            for (DayOfWeek weekday : weekly.days()) {
                if (weekday == day.getDayOfWeek()) {
                    LocalDate last = weekly.to().isAfter(weekly.from()) ? day : day.plusDays(1);
                    openings.add(new LocalDateTime[] {day.atTime(weekly.from()), last.atTime(weekly.to())});
                }
            }
        }
        return openings;
    }

    /** From the first minute that shows the one time or later to the last that shows something before the other. */
    private void mark(LocalDateTime from, LocalDateTime to, boolean[] into) {
        int begin = 0;
        while (begin < wall.length && wall[begin].isBefore(from)) {
            begin++;
        }
        int end = wall.length - 1;
        while (end >= 0 && !wall[end].isBefore(to)) {
            end--;
        }
        for (int i = begin; i <= end; i++) {
            into[i] = true;
        }
    }

    private boolean isHoliday(LocalDate day) {
        for (Blackout blackout : window.blackouts()) {
            if (blackout instanceof Blackout.Days days && !day.isBefore(days.from()) && !day.isAfter(days.to())) {
                return true;
            }
        }
        return false;
    }

    private boolean[] black() {
        boolean[] black = new boolean[wall.length];
        for (Blackout blackout : window.blackouts()) {
            if (blackout instanceof Blackout.Times times) {
                mark(times.from(), times.to(), black);
            }
        }
        return black;
    }
}
