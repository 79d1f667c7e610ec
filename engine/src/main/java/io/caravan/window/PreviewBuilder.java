package io.caravan.window;

import io.caravan.window.Preview.Day;
import io.caravan.window.Preview.OpeningAhead;
import io.caravan.window.Preview.Skipped;
import io.caravan.window.Standing.Level;
import io.caravan.window.Window.Opening;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Cuts the stretches of a schedule into what a preview shows. */
final class PreviewBuilder {
    /** An opening that is going on began at most so long ago, else it is shown from here. */
    private static final Duration BEFORE = Duration.ofDays(8);

    /** An opening that begins within the days and ends after them is shown whole, as far as this. */
    private static final Duration AFTER = Duration.ofDays(8);

    private static final Duration SAMPLE = Duration.ofMinutes(5);
    private static final int CELL_MINUTES = 30;

    private final Schedule schedule;
    private final Schedule withoutTrickle;
    private final BulkWork work;
    private final ZoneId zone;
    private final Instant now;
    private final LocalDate today;
    private final int days;
    private final Instant end;

    PreviewBuilder(Schedule schedule, BulkWork work, ZoneId zone, Instant now, int days) {
        this.schedule = schedule;
        this.withoutTrickle = withoutTrickle(schedule);
        this.work = work;
        this.zone = zone;
        this.now = now;
        this.today = LocalDate.ofInstant(now, zone);
        this.days = days;
        this.end = start(today.plusDays(days));
    }

    Preview build() {
        List<OpeningAhead> openings = openings();
        Duration open = sum(withoutTrickle.stretches(work, now, end));
        Duration outside = sum(schedule.stretches(work, now, end)).minus(open);
        return new Preview(days(), openings, skipped(), open, outside.isNegative() ? Duration.ZERO : outside);
    }

    /** The same, but that outside of its windows nothing may run: what is left is what is open. */
    private static Schedule withoutTrickle(Schedule schedule) {
        List<Window> windows = schedule.plan().windows().stream()
                .map(window -> new Window(
                        window.id(),
                        window.zone(),
                        window.openings(),
                        window.blackouts(),
                        window.holidayRule(),
                        window.drain(),
                        window.leastUseful(),
                        window.profile(),
                        Optional.empty(),
                        window.scope()))
                .toList();
        return schedule.under(new Plan(windows));
    }

    static Duration open(Schedule schedule, BulkWork work, Instant from, Instant to) {
        return sum(withoutTrickle(schedule).stretches(work, from, to));
    }

    private List<Day> days() {
        List<Stretch> all = schedule.stretches(work, start(today), end);
        List<Day> found = new ArrayList<>();
        for (int i = 0; i < days; i++) {
            LocalDate date = today.plusDays(i);
            Instant from = start(date);
            Instant to = start(date.plusDays(1));
            List<Stretch> within = all.stream()
                    .filter(one -> one.from().isBefore(to) && one.to().isAfter(from))
                    .map(one -> new Stretch(later(one.from(), from), earlier(one.to(), to), one.standing()))
                    .toList();
            found.add(new Day(
                    date, cells(within), Duration.between(from, to), sum(withoutTrickle.stretches(work, from, to))));
        }
        return found;
    }

    /** By samples: an overlap of the clocks fills its half hours twice, a gap leaves its own empty. */
    private List<List<Level>> cells(List<Stretch> within) {
        List<Map<Level, Integer>> counts = new ArrayList<>();
        for (int i = 0; i < Preview.CELLS; i++) {
            counts.add(new EnumMap<>(Level.class));
        }
        for (Stretch stretch : within) {
            for (Instant at = sampleFrom(stretch.from()); at.isBefore(stretch.to()); at = at.plus(SAMPLE)) {
                ZonedDateTime local = at.atZone(zone);
                int cell = (local.getHour() * 60 + local.getMinute()) / CELL_MINUTES;
                counts.get(cell).merge(stretch.standing().level(), 1, Integer::sum);
            }
        }
        return counts.stream().map(PreviewBuilder::most).toList();
    }

    private static List<Level> most(Map<Level, Integer> counts) {
        return counts.entrySet().stream()
                .max(Map.Entry.<Level, Integer>comparingByValue().thenComparing(Map.Entry.comparingByKey()))
                .map(entry -> List.of(entry.getKey()))
                .orElse(List.of());
    }

    /** All days are sampled at the same minutes. */
    private static Instant sampleFrom(Instant from) {
        long step = SAMPLE.toSeconds();
        return Instant.ofEpochSecond(Math.floorDiv(from.getEpochSecond() + step - 1, step) * step);
    }

    private List<OpeningAhead> openings() {
        Instant horizon = end.plus(AFTER);
        List<OpeningAhead> found = new ArrayList<>();
        List<Stretch> run = new ArrayList<>();
        for (Stretch stretch : withoutTrickle.stretches(work, now.minus(BEFORE), horizon)) {
            if (runs(stretch)) {
                run.add(stretch);
            } else {
                add(run, found);
                run.clear();
            }
        }
        add(run, found);
        return found;
    }

    private static boolean runs(Stretch stretch) {
        return stretch.standing().isOpen() || stretch.standing().level() == Level.DRAINING;
    }

    private void add(List<Stretch> run, List<OpeningAhead> found) {
        if (run.isEmpty()) {
            return;
        }
        Instant from = run.get(0).from();
        Instant to = run.get(run.size() - 1).to();
        if (!to.isAfter(now) || !from.isBefore(end)) {
            return;
        }
        List<Limit> limits = run.stream()
                .filter(stretch -> stretch.standing().isOpen())
                .map(stretch -> stretch.standing().limit())
                .distinct()
                .toList();
        Duration wall = Duration.between(LocalDateTime.ofInstant(from, zone), LocalDateTime.ofInstant(to, zone));
        found.add(new OpeningAhead(
                from,
                to,
                limits,
                run.get(0).standing().reason(),
                wall,
                from.isAfter(now.minus(BEFORE)),
                to.isBefore(end.plus(AFTER))));
    }

    /** Weekly openings that lie wholly in what the clocks skip. */
    private List<Skipped> skipped() {
        List<Skipped> found = new ArrayList<>();
        for (Window window : schedule.plan().windows()) {
            if (window.scope().covers(work)) {
                gaps(ZoneId.of(window.zone())).forEach(gap -> skipped(window, gap, found));
            }
        }
        return found;
    }

    private static void skipped(Window window, ZoneOffsetTransition gap, List<Skipped> found) {
        LocalDateTime before = gap.getDateTimeBefore();
        LocalDateTime after = gap.getDateTimeAfter();
        for (LocalDate date = before.toLocalDate(); !date.isAfter(after.toLocalDate()); date = date.plusDays(1)) {
            for (Opening opening : window.openings()) {
                if (opening instanceof Opening.Weekly weekly && weekly.days().contains(date.getDayOfWeek())) {
                    LocalDateTime from = date.atTime(weekly.from());
                    LocalDateTime to = weekly.to().isAfter(weekly.from())
                            ? date.atTime(weekly.to())
                            : date.plusDays(1).atTime(weekly.to());
                    if (!from.isBefore(before) && !to.isAfter(after)) {
                        found.add(new Skipped(date, window.id(), weekly.from() + "-" + weekly.to()));
                    }
                }
            }
        }
    }

    private List<ZoneOffsetTransition> gaps(ZoneId of) {
        List<ZoneOffsetTransition> gaps = new ArrayList<>();
        Optional<ZoneOffsetTransition> next = Optional.ofNullable(of.getRules().nextTransition(start(today)));
        while (next.isPresent() && next.get().getInstant().isBefore(end)) {
            if (next.get().isGap()) {
                gaps.add(next.get());
            }
            next = Optional.ofNullable(of.getRules().nextTransition(next.get().getInstant()));
        }
        return gaps;
    }

    private static Duration sum(List<Stretch> stretches) {
        return stretches.stream()
                .filter(PreviewBuilder::runs)
                .map(Stretch::length)
                .reduce(Duration.ZERO, Duration::plus);
    }

    private Instant start(LocalDate date) {
        return date.atStartOfDay(zone).toInstant();
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }
}
