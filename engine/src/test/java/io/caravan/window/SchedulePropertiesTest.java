package io.caravan.window;

import static io.caravan.window.WindowFixture.LABS;
import static org.assertj.core.api.Assertions.assertThat;

import io.caravan.window.ManualOverride.Action;
import io.caravan.window.Standing.Level;
import io.caravan.window.Window.Blackout;
import io.caravan.window.Window.HolidayRule;
import io.caravan.window.Window.Opening;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** The schedule against a window read literally, minute by minute, in zones that do odd things with their clocks. */
class SchedulePropertiesTest {
    private static final List<String> ZONES = List.of(
            "Europe/Berlin",
            "America/New_York",
            "Africa/Cairo",
            "Australia/Lord_Howe",
            "Asia/Kathmandu",
            "UTC",
            "Africa/Casablanca",
            "Asia/Tehran",
            "Pacific/Apia",
            "America/Havana");
    private static final int DAYS = 5;
    private static final int MINUTES = DAYS * 24 * 60;

    @Property(tries = 100)
    void whatIsOpenIsWhatTheClockOnTheWallSays(@ForAll Random random) {
        Case drawn = new Case(random);
        Window window = drawn.window("w").build();

        String literal = new LiteralWindow(window, drawn.from, drawn.to).minutes();

        Schedule schedule = new Schedule(new Plan(List.of(window)), List.of(), Optional.empty());
        assertThat(signs(schedule, drawn)).as("%s from %s", window, drawn.from).isEqualTo(literal);
        Duration open = WindowFixture.open(schedule, drawn.from, drawn.to).stream()
                .map(Span::length)
                .reduce(Duration.ZERO, Duration::plus);
        assertThat(open.toMinutes())
                .isEqualTo(literal.chars().filter(sign -> sign == 'o').count());
        // an hour that comes twice is begun once
        assertThat(WindowFixture.open(schedule, drawn.from, drawn.to)).hasSize(runs(literal));
    }

    @Property(tries = 40)
    void severalWindowsAndPeopleShutAndOpenInTheirOrder(@ForAll Random random) {
        Case drawn = new Case(random);
        List<Window> windows =
                List.of(drawn.window("a").build(), drawn.window("b").build());
        List<ManualOverride> overrides =
                IntStream.range(0, random.nextInt(4)).mapToObj(drawn::override).toList();

        List<String> literal = windows.stream()
                .map(window -> new LiteralWindow(window, drawn.from, drawn.to).minutes())
                .toList();

        Schedule schedule = new Schedule(new Plan(windows), overrides, Optional.empty());
        String expected = IntStream.range(0, MINUTES)
                .mapToObj(minute -> sign(literal, overrides, drawn, minute))
                .collect(Collectors.joining());
        assertThat(signs(schedule, drawn))
                .as("%s %s from %s", windows, overrides, drawn.from)
                .isEqualTo(expected);
    }

    @Property(tries = 100)
    void drainAndLeastUsefulAreOfTheJoinedOpening(@ForAll Random random) {
        Case drawn = new Case(random);
        int drain = 5 * random.nextInt(20);
        int least = 5 * random.nextInt(60);
        Window plain = drawn.window("w").build();
        Window window = new Window(
                plain.id(),
                plain.zone(),
                plain.openings(),
                plain.blackouts(),
                plain.holidayRule(),
                Duration.ofMinutes(drain),
                Duration.ofMinutes(least),
                List.of(),
                Optional.empty(),
                Scope.ALL);

        char[] minutes =
                new LiteralWindow(plain, drawn.from, drawn.to).minutes().toCharArray();
        int from = 0;
        while (from < MINUTES && minutes[from] == 'o') {
            from++;
        }
        int checked = from;
        for (int i = from; i < MINUTES; i++) {
            boolean begins = minutes[i] == 'o' && (i == 0 || minutes[i - 1] != 'o' && minutes[i - 1] != 'd');
            if (begins) {
                int end = i;
                while (end < MINUTES && minutes[end] == 'o') {
                    end++;
                }
                if (end == MINUTES) {
                    break;
                }
                boolean used = end - i - Math.min(drain, end - i) >= least;
                for (int minute = i; minute < end; minute++) {
                    minutes[minute] = !used ? '.' : minute >= end - drain ? 'd' : 'o';
                }
                i = end - 1;
            }
            checked = i + 1;
        }

        Schedule schedule = new Schedule(new Plan(List.of(window)), List.of(), Optional.empty());
        assertThat(signs(schedule, drawn).substring(from, checked))
                .as("%s from %s", window, drawn.from)
                .isEqualTo(new String(minutes, from, checked - from));
    }

    @Property(tries = 40)
    void thePreviewSaysOfEachInstantWhatTheControllerIsTold(@ForAll Random random) {
        Case drawn = new Case(random);
        List<ManualOverride> overrides =
                IntStream.range(0, random.nextInt(3)).mapToObj(drawn::override).toList();
        Plan plan = WindowFixture.plan(drawn.rich("a"), drawn.rich("b"));
        Schedule preview = new Schedule(plan, overrides, Optional.empty());
        Schedule controller = new Schedule(plan, overrides, Optional.empty());
        Instant to = drawn.to.plus(Duration.ofDays(random.nextInt(40)));

        List<Stretch> stretches = preview.stretches(LABS, drawn.from, to);

        assertThat(stretches.get(0).from()).isEqualTo(drawn.from);
        assertThat(stretches.get(stretches.size() - 1).to()).isEqualTo(to);
        for (int i = 0; i < stretches.size(); i++) {
            Stretch stretch = stretches.get(i);
            long length = stretch.length().toNanos();
            assertThat(length).isPositive();
            for (long nanos : List.of(0L, length - 1, (long) (random.nextDouble() * length))) {
                assertThat(controller.at(LABS, stretch.from().plusNanos(nanos))).isEqualTo(stretch.standing());
            }
            if (i + 1 < stretches.size()) {
                assertThat(stretch.to()).isEqualTo(stretches.get(i + 1).from());
                assertThat(stretch.standing()).isNotEqualTo(stretches.get(i + 1).standing());
                assertThat(stretch.standing().until()).contains(stretch.to());
            }
            assertThat(stretch.standing().reason()).isNotEmpty();
        }
    }

    private static String sign(List<String> windows, List<ManualOverride> overrides, Case drawn, int minute) {
        Instant at = drawn.from.plusSeconds(60L * minute);
        if (windows.stream().anyMatch(one -> one.charAt(minute) == 'b')) {
            return "b";
        }
        List<Action> byHand = overrides.stream()
                .filter(one -> !at.isBefore(one.from()) && at.isBefore(one.until()))
                .map(ManualOverride::action)
                .toList();
        if (byHand.contains(Action.CLOSE)) {
            return ".";
        }
        return byHand.contains(Action.OPEN) || windows.stream().anyMatch(one -> one.charAt(minute) == 'o') ? "o" : ".";
    }

    private static String signs(Schedule schedule, Case drawn) {
        StringBuilder signs = new StringBuilder();
        for (int i = 0; i < MINUTES; i++) {
            Level level = schedule.at(LABS, drawn.from.plusSeconds(60L * i)).level();
            signs.append(
                    switch (level) {
                        case OPEN, REDUCED -> 'o';
                        case DRAINING -> 'd';
                        case BLACKOUT -> 'b';
                        case CLOSED, STOPPED -> '.';
                    });
        }
        return signs.toString();
    }

    private static int runs(String literal) {
        return (int)
                Stream.of(literal.split("[^o]+")).filter(run -> !run.isEmpty()).count();
    }

    /** Some days in some zone, more often than not about a change of its clocks, the end of a year or a leap day. */
    private static final class Case {
        private final Random random;
        private final String zone;
        private final LocalDate day;
        private final Instant from;
        private final Instant to;

        Case(Random random) {
            this.random = random;
            this.zone = ZONES.get(random.nextInt(ZONES.size()));
            this.day = day();
            this.from = day.minusDays(2).atStartOfDay().toInstant(ZoneOffset.UTC);
            this.to = from.plus(Duration.ofDays(DAYS));
        }

        private LocalDate day() {
            LocalDate any = LocalDate.of(2006 + random.nextInt(30), 1, 1).plusDays(random.nextInt(366));
            return switch (random.nextInt(6)) {
                case 0 -> any;
                case 1 -> LocalDate.of(any.getYear(), 12, 31);
                case 2 -> LocalDate.of(any.getYear(), 3, 1).minusDays(1);
                case 3 -> zone.equals("Pacific/Apia") ? LocalDate.of(2011, 12, 30) : change(any);
                default -> change(any);
            };
        }

        private LocalDate change(LocalDate any) {
            ZoneOffsetTransition next =
                    ZoneId.of(zone).getRules().nextTransition(any.atStartOfDay().toInstant(ZoneOffset.UTC));
            return next == null ? any : next.getDateTimeBefore().toLocalDate();
        }

        WindowFixture window(String id) {
            WindowFixture window = new WindowFixture(id, zone);
            IntStream.rangeClosed(0, random.nextInt(3)).forEach(i -> window.openings.add(opening()));
            IntStream.range(0, random.nextInt(3)).forEach(i -> window.blackouts.add(blackout()));
            return window.holidays(random.nextBoolean() ? HolidayRule.START_DAY : HolidayRule.CALENDAR_DAY);
        }

        WindowFixture rich(String id) {
            WindowFixture window = window(id)
                    .draining(Duration.ofMinutes(random.nextInt(90)))
                    .leastUseful(Duration.ofMinutes(random.nextInt(90)));
            Limit limit = new Limit(OptionalInt.of(1 + random.nextInt(3)), OptionalInt.empty());
            if (random.nextBoolean()) {
                window.rate(time().toString(), time().toString(), limit);
            }
            return random.nextBoolean() ? window.outside(limit) : window;
        }

        private Opening opening() {
            Set<DayOfWeek> days = EnumSet.noneOf(DayOfWeek.class);
            while (days.isEmpty()) {
                Stream.of(DayOfWeek.values())
                        .filter(one -> random.nextInt(3) > 0)
                        .forEach(days::add);
            }
            return new Opening.Weekly(days, time(), time());
        }

        /** At the hours between which clocks change, or about them, more often than not. */
        private LocalTime time() {
            ZoneOffsetTransition change = ZoneId.of(zone).getRules().nextTransition(from);
            if (change != null && change.getInstant().isBefore(to) && random.nextBoolean()) {
                LocalDateTime exact = random.nextBoolean() ? change.getDateTimeBefore() : change.getDateTimeAfter();
                return exact.toLocalTime()
                        .plusMinutes(15L * List.of(0, 0, 0, -1, 1).get(random.nextInt(5)));
            }
            int hour = random.nextInt(3) == 0
                    ? random.nextInt(24)
                    : List.of(22, 23, 0, 1, 2, 3, 4).get(random.nextInt(7));
            return LocalTime.of(hour, random.nextBoolean() ? 0 : 15 * random.nextInt(4));
        }

        private Blackout blackout() {
            LocalDate first = day.plusDays(random.nextInt(5) - 2L);
            if (random.nextBoolean()) {
                return new Blackout.Days(first, first.plusDays(random.nextInt(2)), "holiday");
            }
            LocalDateTime begin = first.atTime(time());
            return new Blackout.Times(begin, begin.plusMinutes(15L * (1 + random.nextInt(40))), "backup");
        }

        ManualOverride override(int id) {
            Instant begin = from.plusSeconds(60L * random.nextInt(MINUTES));
            return new ManualOverride(
                    id,
                    random.nextBoolean() ? Action.OPEN : Action.CLOSE,
                    random.nextBoolean() ? Optional.of(random.nextBoolean() ? "a" : "b") : Optional.empty(),
                    Scope.ALL,
                    begin,
                    begin.plusSeconds(60L * (1 + random.nextInt(600))),
                    "anna",
                    "drawn");
        }
    }
}
