package io.caravan.window;

import io.caravan.window.Joined.Whole;
import io.caravan.window.Window.Blackout;
import io.caravan.window.Window.Opening;
import io.caravan.window.WindowTimes.Opened;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** What is odd about one window. */
final class WindowLint {
    private static final Duration WEEK = Duration.ofDays(7);

    private final Window window;
    private final WindowTimes times;
    private final WallClock clock;
    private final Lint.Site site;
    private final Span year;
    private final List<Whole> wholes;
    private final List<String> remarks = new ArrayList<>();

    WindowLint(WindowTimes times, WallClock clock, Lint.Site site, Span year) {
        this.window = times.window();
        this.times = times;
        this.clock = clock;
        this.site = site;
        this.year = year;
        Spans open = times.open().without(times.black());
        this.wholes = Joined.of(List.of(window), List.of(open), Spans.NONE, year).list().stream()
                .filter(whole -> whole.span().touches(year))
                .toList();
    }

    List<String> remarks() {
        sources();
        openings();
        lengths();
        ahead();
        blackouts();
        rates();
        return remarks;
    }

    private void sources() {
        for (String source : window.scope().sources().stream().sorted().toList()) {
            if (!site.sources().contains(source)) {
                remarks.add("there is no source \"" + source + "\""
                        + Nearest.to(source, site.sources())
                                .map(near -> "; did you mean " + near + "?")
                                .orElse("; known are "
                                        + String.join(
                                                ", ",
                                                site.sources().stream().sorted().toList())));
            }
        }
    }

    private void openings() {
        for (Opening opening : window.openings()) {
            List<Opened> ahead = Occurrences.of(window.id(), opening, clock, year).stream()
                    .filter(opened -> !opened.span().isEmpty() && opened.span().touches(year))
                    .toList();
            if (ahead.isEmpty()) {
                remarks.add("opening " + Wording.of(opening) + " does not come within a year");
            } else if (ahead.stream().noneMatch(this::isSeen)) {
                remarks.add("opening " + Wording.of(opening) + " lies wholly under blackouts, whenever it comes");
            }
        }
    }

    private boolean isSeen(Opened opened) {
        return wholes.stream().anyMatch(whole -> whole.span().touches(opened.span()));
    }

    private void lengths() {
        if (!window.drain().isZero()) {
            few(
                    whole -> whole.useful().isZero(),
                    "is no longer than its drain of " + Lengths.write(window.drain())
                            + ": nothing is ever begun in it");
        }
        few(
                whole -> !whole.useful().isZero() && !whole.isUsed(),
                "is not used, as without its drain it is shorter than the least useful "
                        + Lengths.write(window.leastUseful()));
        site.segment()
                .ifPresent(segment -> few(
                        whole -> whole.isUsed()
                                && !whole.useful().isZero()
                                && whole.useful().compareTo(segment) < 0,
                        "is shorter than a segment takes (" + Sentences.length(segment) + ")"));
    }

    private void few(Predicate<Whole> odd, String text) {
        List<Whole> found = wholes.stream().filter(odd).toList();
        if (!found.isEmpty()) {
            Whole first = found.get(0);
            remarks.add("the opening on " + moment(first.span().from()) + " for "
                    + Sentences.length(first.span().length()) + " " + text
                    + (found.size() > 1 ? "; so it is with " + (found.size() - 1) + " more within a year" : ""));
        }
    }

    private void ahead() {
        List<Whole> used = wholes.stream().filter(Whole::isUsed).toList();
        if (used.isEmpty()) {
            remarks.add("does not open within a year");
        } else if (used.get(0).span().from().isAfter(year.from().plus(WEEK))) {
            remarks.add("does not open in the next seven days; first on "
                    + moment(used.get(0).span().from()));
        }
    }

    private void blackouts() {
        LocalDateTime now = clock.at(year.from());
        LocalDate today = now.toLocalDate();
        for (Blackout blackout : window.blackouts()) {
            if (blackout instanceof Blackout.Days days && days.to().isBefore(today)
                    || blackout instanceof Blackout.Times some && !some.to().isAfter(now)) {
                remarks.add("blackout " + Wording.of(blackout) + " is past");
            } else if (blackout instanceof Blackout.OfCalendar calendar
                    && calendar.events().stream().noneMatch(this::isAhead)) {
                remarks.add("calendar " + calendar.file() + " has nothing in the year ahead; import a newer one");
            }
        }
    }

    private boolean isAhead(CalendarEvent event) {
        WallClock own = event.zone().clock(clock);
        return EventTimes.starts(event, own, year).stream()
                .anyMatch(start -> EventTimes.span(event, start, own).touches(year));
    }

    private void rates() {
        window.profile().forEach(band -> {
            Spans hours = Occurrences.daily(band.from(), band.to(), clock, year);
            if (wholes.stream().noneMatch(whole -> hours.touches(whole.span()))) {
                remarks.add("rate " + Wording.of(band) + " never applies: the window is not open then");
            }
        });
    }

    private String moment(Instant at) {
        return Sentences.moment(clock, at, year.from());
    }
}
