package io.caravan.forecast;

import io.caravan.message.DataClass;
import io.caravan.window.BulkWork;
import io.caravan.window.Phase;
import io.caravan.window.Plan;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** Says in a sentence when work is through, in the local time of the site. */
public final class FinishText {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("EEE d MMM uuuu HH:mm", Locale.ENGLISH);
    private static final Duration SOON = Duration.ofMinutes(2);

    private final ZoneId zone;
    private final Instant now;

    public FinishText(ZoneId zone, Instant now) {
        this.zone = zone;
        this.now = now;
    }

    /** The zone of the first window that is about a class's backfill, or of the first at all; else UTC. */
    public static ZoneId zone(Plan plan, DataClass dataClass) {
        return plan.windows().stream()
                .filter(window -> window.scope().classes().isEmpty()
                        || window.scope().covers(new BulkWork(Phase.BACKFILL, dataClass, "")))
                .findFirst()
                .or(() -> plan.windows().stream().findFirst())
                .map(window -> zone(window.zone()))
                .orElse(ZoneOffset.UTC);
    }

    /** Of the first window. */
    public static ZoneId zone(Plan plan) {
        return plan.windows().isEmpty()
                ? ZoneOffset.UTC
                : zone(plan.windows().get(0).zone());
    }

    /** E.g. {@code about Sat 7 Mar 2026 04:10 Europe/Berlin; nine times in ten between ... and ...}. */
    public String of(Finish finish) {
        if (finish instanceof Finish.Done done) {
            return "through since " + time(done.at());
        }
        if (finish instanceof Finish.Never never) {
            return "never: " + never.reason();
        }
        if (finish instanceof Finish.Unknown unknown) {
            return "unknown: " + unknown.reason();
        }
        if (finish instanceof Finish.Between between) {
            return between(between);
        }
        throw new AssertionError(finish);
    }

    private String between(Finish.Between between) {
        if (Duration.between(now, between.latest()).compareTo(SOON) < 0) {
            return "in a moment";
        }
        return "about " + time(between.likely()) + "; nine times in ten between " + time(between.earliest()) + " and "
                + time(between.latest());
    }

    /** How much earlier or later it is likely than something else; empty where that cannot be said. */
    public String compared(Finish finish, Finish other) {
        if (!(finish instanceof Finish.Between one) || !(other instanceof Finish.Between base)) {
            return finish.getClass() == other.getClass() ? "" : "without it: " + of(other);
        }
        Duration later = Duration.between(base.likely(), one.likely());
        if (later.abs().compareTo(SOON) < 0) {
            return "no difference to what is in force";
        }
        return length(later.abs()) + (later.isNegative() ? " earlier" : " later") + " than by what is in force";
    }

    private static String length(Duration length) {
        long days = length.toDays();
        if (days >= 3) {
            return Math.round(length.toHours() / 24.0) + " days";
        }
        if (length.toHours() >= 3) {
            return Math.round(length.toMinutes() / 60.0) + " hours";
        }
        return length.toMinutes() + " minutes";
    }

    private String time(Instant at) {
        Instant minute = at.truncatedTo(ChronoUnit.MINUTES);
        return TIME.format(minute.atZone(zone)) + " " + (zone.equals(ZoneOffset.UTC) ? "UTC" : zone.getId());
    }

    private static ZoneId zone(String name) {
        try {
            return ZoneId.of(name);
        } catch (DateTimeException e) {
            return ZoneOffset.UTC;
        }
    }
}
