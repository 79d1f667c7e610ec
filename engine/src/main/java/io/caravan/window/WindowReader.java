package io.caravan.window;

import io.caravan.message.DataClass;
import io.caravan.window.Window.HolidayRule;
import io.caravan.window.Window.RateBand;
import java.time.Duration;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;

/** Reads one window. */
final class WindowReader {
    private static final Set<String> KEYS =
            Set.of("zone", "for", "open", "blackout", "holidays", "drain", "least-useful", "rate", "outside");
    private static final String PER_SECOND = "per-second";
    private static final String AT_ONCE = "at-once";
    private static final Duration LONGEST = Duration.ofDays(31);

    private final String id;
    private final YamlPart part;
    private final Calendars calendars;
    private final Map<String, YamlPart> entries;

    WindowReader(String id, YamlPart part, Calendars calendars) {
        this.id = id;
        this.part = part;
        this.calendars = calendars;
        this.entries = part.entries(KEYS);
    }

    /** What cannot be read is a problem and left out here, so that the rest is looked at, too. */
    Window read() {
        String zone = zone();
        TimesReader times = new TimesReader(WallClock.of(zone).orElseGet(WallClock::utc), calendars);
        return new Window(
                id,
                zone,
                items("open").flatMap(item -> times.opening(item).stream()).toList(),
                items("blackout").flatMap(item -> times.blackout(item).stream()).toList(),
                holidayRule(),
                length("drain"),
                length("least-useful"),
                items("rate").flatMap(item -> band(item).stream()).toList(),
                entry("outside").map(this::limit),
                entry("for").map(this::scope).orElse(Scope.ALL));
    }

    private String zone() {
        YamlPart zone = entries.get("zone");
        if (zone == null) {
            part.problem("has no zone; give the one whose clock it goes by, e.g. zone: Europe/Berlin");
            return "UTC";
        }
        String name = zone.text().orElse("UTC");
        if (!ZoneId.getAvailableZoneIds().contains(name)) {
            zone.problem("\"" + name + "\" is no time zone"
                    + Nearest.to(name, ZoneId.getAvailableZoneIds())
                            .map(near -> "; did you mean " + near + "?")
                            .orElse("; write it like Europe/Berlin or America/New_York"));
        }
        return name;
    }

    private HolidayRule holidayRule() {
        Optional<YamlPart> given = entry("holidays");
        String written = given.flatMap(YamlPart::text).orElse("start-day");
        for (HolidayRule rule : HolidayRule.values()) {
            if (label(rule).equals(written)) {
                return rule;
            }
        }
        given.ifPresent(one -> one.problem("\"" + written + "\" is neither start-day (a holiday shuts the opening that"
                + " begins on it) nor calendar-day (it shuts from midnight to midnight)"));
        return HolidayRule.START_DAY;
    }

    static String label(HolidayRule rule) {
        return rule.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private Duration length(String key) {
        Optional<YamlPart> given = entry(key);
        Optional<String> text = given.flatMap(YamlPart::text);
        if (text.isEmpty()) {
            return Duration.ZERO;
        }
        Optional<Duration> length = Lengths.parse(text.get()).filter(one -> one.compareTo(LONGEST) <= 0);
        if (length.isEmpty()) {
            given.get()
                    .problem("\"" + text.get() + "\" is no length of time up to 31 days; write it like 30m or 1h30m");
        }
        return length.orElse(Duration.ZERO);
    }

    private Optional<RateBand> band(YamlPart item) {
        Map<String, YamlPart> band = item.entries(Set.of("hours", PER_SECOND, AT_ONCE));
        YamlPart hours = band.get("hours");
        if (hours == null) {
            item.problem("has no hours; give those it is about, e.g. hours: 22:00-02:00");
            return Optional.empty();
        }
        Limit limit = limit(band);
        if (limit.isNone()) {
            item.problem("limits nothing; give " + PER_SECOND + ", " + AT_ONCE + " or both");
        }
        return hours.text().flatMap(text -> {
            if (text.indexOf(' ') >= 0) {
                hours.problem("\"" + text + "\" are no hours of a day; write them like 22:00-02:00");
                return Optional.empty();
            }
            return TimesReader.weekly(hours, text).map(weekly -> new RateBand(weekly.from(), weekly.to(), limit));
        });
    }

    private Limit limit(YamlPart given) {
        Limit limit = limit(given.entries(Set.of(PER_SECOND, AT_ONCE)));
        if (limit.isNone()) {
            given.problem("has no limit: without one it would be no window at all; give " + PER_SECOND + ", " + AT_ONCE
                    + " or both, or leave the key out, and outside nothing runs");
        }
        return limit;
    }

    private static Limit limit(Map<String, YamlPart> entries) {
        return new Limit(
                number(Optional.ofNullable(entries.get(PER_SECOND))),
                number(Optional.ofNullable(entries.get(AT_ONCE))));
    }

    private static OptionalInt number(Optional<YamlPart> given) {
        Optional<String> text = given.flatMap(YamlPart::text);
        if (text.isEmpty()) {
            return OptionalInt.empty();
        }
        try {
            int number = Integer.parseInt(text.get());
            if (number > 0) {
                return OptionalInt.of(number);
            }
        } catch (NumberFormatException notANumber) {
            // said below
        }
        given.get().problem("\"" + text.get() + "\" is not a number above 0; where nothing may run, leave the key out");
        return OptionalInt.empty();
    }

    private Scope scope(YamlPart given) {
        Map<String, YamlPart> scope = given.entries(Set.of("classes", "sources", "phases"));
        Set<DataClass> classes = EnumSet.noneOf(DataClass.class);
        Set<Phase> phases = EnumSet.noneOf(Phase.class);
        Set<String> sources = new HashSet<>();
        items(scope, "classes")
                .forEach(item ->
                        item.text().flatMap(text -> dataClass(item, text)).ifPresent(classes::add));
        items(scope, "phases")
                .forEach(item -> item.text().flatMap(text -> phase(item, text)).ifPresent(phases::add));
        items(scope, "sources").forEach(item -> item.text().ifPresent(sources::add));
        return new Scope(classes, sources, phases);
    }

    private static Optional<DataClass> dataClass(YamlPart item, String text) {
        try {
            return Optional.of(DataClass.of(text));
        } catch (IllegalArgumentException e) {
            item.problem(String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    private static Optional<Phase> phase(YamlPart item, String text) {
        for (Phase phase : Phase.values()) {
            if (phase.label().equals(text)) {
                return Optional.of(phase);
            }
        }
        item.problem("\"" + text + "\" is no kind of bulk work; known are "
                + String.join(", ", Stream.of(Phase.values()).map(Phase::label).toList()));
        return Optional.empty();
    }

    private Stream<YamlPart> items(String key) {
        return items(entries, key);
    }

    /** A key with an empty list is as good as none, but for the scope, where it would mean all by mistake. */
    private static Stream<YamlPart> items(Map<String, YamlPart> entries, String key) {
        YamlPart given = entries.get(key);
        if (given == null) {
            return Stream.of();
        }
        List<YamlPart> items = given.items();
        if (items.isEmpty()) {
            given.problem("is empty; leave the key out, or say what belongs there");
        }
        return items.stream();
    }

    private Optional<YamlPart> entry(String key) {
        return Optional.ofNullable(entries.get(key));
    }
}
