package io.caravan.window;

import io.caravan.message.DataClass;
import io.caravan.window.Window.Blackout;
import io.caravan.window.Window.HolidayRule;
import io.caravan.window.Window.Opening;
import io.caravan.window.Window.RateBand;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A window, put together word by word. */
final class WindowFixture {
    static final BulkWork LABS = new BulkWork(Phase.BACKFILL, DataClass.LABS, "lab-old");

    final String id;
    final String zone;
    final List<Opening> openings = new ArrayList<>();
    final List<Blackout> blackouts = new ArrayList<>();
    final List<RateBand> profile = new ArrayList<>();
    HolidayRule holidayRule = HolidayRule.START_DAY;
    Duration drain = Duration.ZERO;
    Duration leastUseful = Duration.ZERO;
    Optional<Limit> outside = Optional.empty();
    Scope scope = Scope.ALL;

    WindowFixture(String id, String zone) {
        this.id = id;
        this.zone = zone;
    }

    static WindowFixture window(String id, String zone, String... weekly) {
        WindowFixture fixture = new WindowFixture(id, zone);
        for (String hours : weekly) {
            fixture.openings.add(WeeklyHours.parse(hours));
        }
        return fixture;
    }

    WindowFixture but(Blackout... blackouts) {
        this.blackouts.addAll(List.of(blackouts));
        return this;
    }

    WindowFixture draining(Duration drain) {
        this.drain = drain;
        return this;
    }

    WindowFixture leastUseful(Duration least) {
        this.leastUseful = least;
        return this;
    }

    WindowFixture holidays(HolidayRule rule) {
        this.holidayRule = rule;
        return this;
    }

    WindowFixture rate(String from, String to, Limit limit) {
        profile.add(new RateBand(WeeklyHours.time(from, false, from), WeeklyHours.time(to, true, to), limit));
        return this;
    }

    WindowFixture outside(Limit limit) {
        this.outside = Optional.of(limit);
        return this;
    }

    WindowFixture of(Scope scope) {
        this.scope = scope;
        return this;
    }

    Window build() {
        return new Window(id, zone, openings, blackouts, holidayRule, drain, leastUseful, profile, outside, scope);
    }

    static Schedule schedule(WindowFixture... windows) {
        return new Schedule(plan(windows), List.of(), Optional.empty());
    }

    static Plan plan(WindowFixture... windows) {
        return new Plan(List.of(windows).stream().map(WindowFixture::build).toList());
    }

    static Instant local(String zone, String text) {
        return LocalDateTime.parse(text).atZone(ZoneId.of(zone)).toInstant();
    }

    static Instant berlin(String text) {
        return local("Europe/Berlin", text);
    }

    /** The times in which work may run, joined: where only the limit changes nothing ends. */
    static List<Span> open(Schedule schedule, Instant from, Instant to) {
        return Spans.of(schedule.stretches(LABS, from, to).stream()
                        .filter(stretch -> stretch.standing().isOpen())
                        .map(stretch -> new Span(stretch.from(), stretch.to()))
                        .toList())
                .list();
    }
}
