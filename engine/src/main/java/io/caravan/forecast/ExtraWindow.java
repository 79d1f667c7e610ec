package io.caravan.forecast;

import io.caravan.window.Plan;
import io.caravan.window.Window;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Hours of every week in which each window is supposed to be open besides, in its own zone: {@code Sat 00:00-24:00}. */
public record ExtraWindow(Set<DayOfWeek> days, LocalTime from, LocalTime to) {
    private static final Pattern FORM = Pattern.compile("(\\S+)\\s+(\\d{1,2}:\\d{2})\\s*-\\s*(\\d{1,2}:\\d{2})");
    private static final List<String> NAMES = List.of("mon", "tue", "wed", "thu", "fri", "sat", "sun");

    public ExtraWindow {
        days = Set.copyOf(days);
    }

    /** @return empty where it is not of the form {@code Mon-Fri,Sun 22:00-06:00} */
    public static Optional<ExtraWindow> parse(String text) {
        Matcher form = FORM.matcher(text.strip());
        if (!form.matches()) {
            return Optional.empty();
        }
        Set<DayOfWeek> days = EnumSet.noneOf(DayOfWeek.class);
        for (String part : form.group(1).split(",", -1)) {
            String[] ends = part.split("-", -1);
            Optional<DayOfWeek> first = day(ends[0]);
            Optional<DayOfWeek> last = day(ends[ends.length - 1]);
            if (first.isEmpty() || last.isEmpty() || ends.length > 2) {
                return Optional.empty();
            }
            DayOfWeek day = first.get();
            days.add(day);
            while (day != last.get()) {
                day = day.plus(1);
                days.add(day);
            }
        }
        Optional<LocalTime> from = time(form.group(2));
        Optional<LocalTime> to = time(form.group(3));
        return from.isEmpty() || to.isEmpty()
                ? Optional.empty()
                : Optional.of(new ExtraWindow(days, from.get(), to.get()));
    }

    /** The windows with this opening besides. */
    Plan in(Plan plan) {
        return new Plan(plan.windows().stream().map(this::in).toList());
    }

    private Window in(Window window) {
        List<Window.Opening> openings = new ArrayList<>(window.openings());
        openings.add(new Window.Opening.Weekly(days, from, to));
        return new Window(
                window.id(),
                window.zone(),
                openings,
                window.blackouts(),
                window.holidayRule(),
                window.drain(),
                window.leastUseful(),
                window.profile(),
                window.outside(),
                window.scope());
    }

    private static Optional<DayOfWeek> day(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        int index = NAMES.indexOf(lower.length() > 3 ? lower.substring(0, 3) : lower);
        return index < 0 ? Optional.empty() : Optional.of(DayOfWeek.of(index + 1));
    }

    private static Optional<LocalTime> time(String text) {
        try {
            String full = text.length() == 4 ? "0" + text : text;
            return Optional.of(full.equals("24:00") ? LocalTime.MIDNIGHT : LocalTime.parse(full));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
