package io.caravan.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.caravan.window.BulkWork;
import io.caravan.window.Limit;
import io.caravan.window.Preview;
import io.caravan.window.Preview.Day;
import io.caravan.window.Preview.OpeningAhead;
import io.caravan.window.Schedule;
import io.caravan.window.Standing.Level;
import io.caravan.window.Window;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.stream.Collectors;

/** The JSON of what windows will do. */
final class PreviewJson {
    private static final Duration FULL_DAY = Duration.ofDays(1);

    private final Schedule schedule;
    private final Instant now;
    private final int days;
    private final int openings;

    PreviewJson(Schedule schedule, Instant now, int days, int openings) {
        this.schedule = schedule;
        this.now = now;
        this.days = days;
        this.openings = openings;
    }

    /** @param about how people call the work that fares like this one */
    ObjectNode of(BulkWork work, String about) {
        List<Window> windows = schedule.plan().windows().stream()
                .filter(window -> window.scope().covers(work))
                .toList();
        ZoneId zone = ZoneId.of(windows.stream().map(Window::zone).findFirst().orElse("UTC"));
        Preview preview = Preview.of(schedule, work, zone, now, days);
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("about", about)
                .put(
                        "windows",
                        windows.stream()
                                .map(window -> "window " + window.id() + " " + WindowWords.openings(window))
                                .collect(Collectors.joining("; ")))
                .put("zone", zone.getId());
        preview.days().forEach(day -> json.withArray("days").add(day(day, zone)));
        json.putArray("openings");
        preview.openings().stream()
                .limit(openings)
                .forEach(opening -> json.withArray("openings").add(opening(opening, zone)));
        json.put(
                "always",
                windows.isEmpty()
                        && preview.openings().stream().anyMatch(opening -> !opening.begins() && !opening.ends()));
        json.putArray("notes");
        preview.skipped()
                .forEach(skipped -> json.withArray("notes")
                        .add("* " + skipped.date() + " " + skipped.what() + " of window " + skipped.window()
                                + " is not: the clocks skip it"));
        json.put("openSeconds", preview.open().toSeconds())
                .put("outsideSeconds", preview.outside().toSeconds())
                .put("total", total(preview));
        return json;
    }

    private ObjectNode day(Day day, ZoneId zone) {
        ZonedDateTime start = day.date().atStartOfDay(zone);
        String mark = "";
        if (day.length().isZero()) {
            mark = "the calendar skips this day";
        } else if (!day.length().equals(FULL_DAY)) {
            mark = "this day has " + WindowWords.length(day.length()) + ": the clocks go "
                    + (day.length().compareTo(FULL_DAY) < 0 ? "forward" : "back");
        }
        return JsonNodeFactory.instance
                .objectNode()
                .put("date", day.date().toString())
                .put("label", WindowWords.day(start))
                .put("today", day.date().equals(now.atZone(zone).toLocalDate()))
                .put("cells", day.halfHours().stream().map(PreviewJson::sign).collect(Collectors.joining()))
                .put("open", day.open().isZero() ? "" : WindowWords.length(day.open()))
                .put("openSeconds", day.open().toSeconds())
                .put("mark", mark);
    }

    private ObjectNode opening(OpeningAhead opening, ZoneId zone) {
        String mark = opening.wall().equals(opening.length())
                ? ""
                : WindowWords.length(opening.length()) + " instead of " + WindowWords.length(opening.wall())
                        + ": the clocks go "
                        + (opening.length().compareTo(opening.wall()) < 0 ? "forward" : "back");
        return JsonNodeFactory.instance
                .objectNode()
                .put("from", opening.from().toString())
                .put("to", opening.to().toString())
                .put("fromLocal", opening.begins() ? WindowWords.moment(opening.from(), zone) : "long ago")
                .put("toLocal", opening.ends() ? end(opening, zone) : "nobody knows when")
                .put("utc", opening.begins() ? utc(opening.from(), zone) : "")
                .put("seconds", opening.length().toSeconds())
                .put("length", opening.begins() && opening.ends() ? WindowWords.length(opening.length()) : "")
                .put("rate", opening.limits().stream().map(PreviewJson::rate).collect(Collectors.joining(", then ")))
                .put("cause", cause(opening.cause()))
                .put("now", !opening.from().isAfter(now))
                .put("mark", mark);
    }

    /** As short as it is clear. */
    private static String end(OpeningAhead opening, ZoneId zone) {
        ZonedDateTime from = opening.from().atZone(zone);
        ZonedDateTime to = opening.to().atZone(zone);
        if (from.toLocalDate().equals(to.toLocalDate())) {
            return WindowWords.time(to);
        }
        return to.toLocalDate().isBefore(from.toLocalDate().plusDays(7))
                ? WindowWords.dayAndTime(to)
                : WindowWords.moment(opening.to(), zone);
    }

    private static String utc(Instant at, ZoneId zone) {
        ZonedDateTime utc = at.atZone(ZoneOffset.UTC);
        boolean sameDay = utc.toLocalDate().equals(at.atZone(zone).toLocalDate());
        return (sameDay ? WindowWords.time(utc) : WindowWords.dayAndTime(utc)) + "Z";
    }

    /** Why, without how long: that stands beside it. What a person decided stays whole. */
    private static String cause(String reason) {
        int colon = reason.indexOf(": ");
        return reason.startsWith("open until ") && colon > 0 ? reason.substring(colon + 2) : reason;
    }

    private static String rate(Limit limit) {
        return WindowWords.of(limit);
    }

    private String total(Preview preview) {
        return "Open " + WindowWords.length(preview.open()) + " in the next " + days + " days"
                + (preview.outside().isZero()
                        ? ""
                        : ", and " + WindowWords.length(preview.outside()) + " more at the rate outside of the window")
                + ".";
    }

    private static String sign(List<Level> level) {
        if (level.isEmpty()) {
            return " ";
        }
        return switch (level.get(0)) {
            case OPEN -> "#";
            case REDUCED -> "=";
            case DRAINING -> "-";
            case CLOSED -> ".";
            case BLACKOUT -> "x";
            case STOPPED -> "!";
        };
    }
}
