package io.caravan.window;

import io.caravan.window.Standing.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;

/**
 * What some bulk work may do in the days ahead: the stretches of the schedule that decides, cut into days and openings.
 *
 * @param openings that have not ended, first to begin first
 * @param skipped openings that the clocks skip: they never are
 * @param open how long it is open from now on, whatever the limits
 * @param outside how long it may trickle besides
 */
public record Preview(
        List<Day> days, List<OpeningAhead> openings, List<Skipped> skipped, Duration open, Duration outside) {
    static final int CELLS = 48;

    public Preview {
        days = List.copyOf(days);
        openings = List.copyOf(openings);
        skipped = List.copyOf(skipped);
    }

    /**
     * Of so many days, the first of which is the present one in this zone.
     *
     * @param zone on whose clock it is read
     */
    public static Preview of(Schedule schedule, BulkWork work, ZoneId zone, Instant now, int days) {
        return new PreviewBuilder(schedule, work, zone, now, days).build();
    }

    /** How long it is open within this, whatever the limits, without what may trickle outside. */
    public static Duration open(Schedule schedule, BulkWork work, Instant from, Instant to) {
        return PreviewBuilder.open(schedule, work, from, to);
    }

    /**
     * One day from midnight to midnight.
     *
     * @param halfHours 48 by the clock; empty where it shows this half hour never, of two levels the one that is longer
     * @param length 24 hours, but where the clocks change
     * @param open how long it is open, without what may trickle outside
     */
    public record Day(LocalDate date, List<List<Level>> halfHours, Duration length, Duration open) {}

    /**
     * A time in which something is open without a break.
     *
     * @param limits in their order, without repetition
     * @param wall how long the clocks on the wall say; other than its length where they change meanwhile
     * @param begins false where it has begun long ago, and nobody looked when
     * @param ends false where it goes on beyond what was looked at
     */
    public record OpeningAhead(
            Instant from, Instant to, List<Limit> limits, String cause, Duration wall, boolean begins, boolean ends) {

        public Duration length() {
            return Duration.between(from, to);
        }
    }

    /** @param what the opening, in words */
    public record Skipped(LocalDate date, String window, String what) {}
}
