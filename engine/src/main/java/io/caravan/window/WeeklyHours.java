package io.caravan.window;

import java.time.DayOfWeek;
import java.time.LocalTime;
import java.time.format.DateTimeParseException;
import java.time.format.TextStyle;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** How people write weekly hours: {@code Mon-Fri 22:00-06:00}, {@code Sat,Sun 00:00-24:00}, {@code 01:00-05:00} (daily). */
public final class WeeklyHours {
    private WeeklyHours() {}

    /** @throws IllegalArgumentException saying what is wrong and what would be right */
    public static Window.Opening.Weekly parse(String text) {
        String trimmed = text.strip();
        int space = trimmed.lastIndexOf(' ');
        String hours = trimmed.substring(space + 1);
        Set<DayOfWeek> days = space < 0 ? EnumSet.allOf(DayOfWeek.class) : days(trimmed.substring(0, space), text);
        int dash = hours.indexOf('-');
        if (dash < 0) {
            throw refused(text);
        }
        LocalTime from = time(hours.substring(0, dash), false, text);
        LocalTime to = time(hours.substring(dash + 1), true, text);
        if (from.equals(to) && !from.equals(LocalTime.MIDNIGHT)) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" ends when it begins; the whole day is written 00:00-24:00");
        }
        return new Window.Opening.Weekly(days, from, to);
    }

    public static String write(Window.Opening.Weekly weekly) {
        return days(weekly.days()) + " " + hours(weekly.from(), weekly.to());
    }

    static String hours(LocalTime from, LocalTime to) {
        return from + "-" + (to.equals(LocalTime.MIDNIGHT) ? "24:00" : to);
    }

    static String days(Set<DayOfWeek> days) {
        StringBuilder written = new StringBuilder();
        int day = 1;
        while (day <= 7) {
            if (!days.contains(DayOfWeek.of(day))) {
                day++;
                continue;
            }
            int last = day;
            while (last < 7 && days.contains(DayOfWeek.of(last + 1))) {
                last++;
            }
            written.append(written.isEmpty() ? "" : ",").append(name(day));
            if (last > day) {
                written.append('-').append(name(last));
            }
            day = last + 1;
        }
        return written.toString();
    }

    private static String name(int day) {
        return DayOfWeek.of(day).getDisplayName(TextStyle.SHORT, Locale.ENGLISH);
    }

    private static Set<DayOfWeek> days(String written, String text) {
        EnumSet<DayOfWeek> days = EnumSet.noneOf(DayOfWeek.class);
        for (String part : written.split(",", -1)) {
            int dash = part.indexOf('-');
            DayOfWeek first = day(dash < 0 ? part : part.substring(0, dash), text);
            DayOfWeek last = dash < 0 ? first : day(part.substring(dash + 1), text);
            for (DayOfWeek day = first; ; day = day.plus(1)) {
                days.add(day);
                if (day == last) {
                    break;
                }
            }
        }
        return days;
    }

    private static DayOfWeek day(String written, String text) {
        String asked = written.strip().toLowerCase(Locale.ROOT);
        for (DayOfWeek day : DayOfWeek.values()) {
            if (asked.equals(name(day.getValue()).toLowerCase(Locale.ROOT))
                    || asked.equals(day.name().toLowerCase(Locale.ROOT))) {
                return day;
            }
        }
        throw refused(text);
    }

    static LocalTime time(String written, boolean end, String text) {
        if (end && "24:00".equals(written)) {
            return LocalTime.MIDNIGHT;
        }
        try {
            return LocalTime.parse(written);
        } catch (DateTimeParseException notATime) {
            throw refused(text);
        }
    }

    private static IllegalArgumentException refused(String text) {
        return new IllegalArgumentException("\"" + text
                + "\" are no weekly hours; write them like \"Mon-Fri 22:00-06:00\", \"Sat,Sun 00:00-24:00\""
                + " or, for every day, \"01:00-05:00\"");
    }
}
