package io.caravan.window;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Why bulk work may or may not run, said to the person on night shift. */
final class Sentences {
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("EEE d MMM uuuu ", Locale.ENGLISH);
    private static final DateTimeFormatter SHORT_DAY = DateTimeFormatter.ofPattern("EEE d MMM ", Locale.ENGLISH);

    private final List<Part> parts;
    private final Instant horizon;
    /** For each part the index of the next that lets work begin. */
    private final int[] nextOpen;
    /** For each part the index of the next of another kind. */
    private final int[] nextOther;

    Sentences(List<Part> parts, Instant horizon) {
        this.parts = parts;
        this.horizon = horizon;
        this.nextOpen = new int[parts.size()];
        this.nextOther = new int[parts.size()];
        int open = -1;
        for (int i = parts.size() - 1; i >= 0; i--) {
            nextOpen[i] = open;
            boolean same = i + 1 < parts.size() && kind(i + 1) == kind(i);
            nextOther[i] = same ? nextOther[i + 1] : i + 1;
            if (parts.get(i).begins()) {
                open = i;
            }
        }
    }

    String of(int index) {
        Part part = parts.get(index);
        Cause cause = part.cause();
        return switch (cause.kind()) {
            case ALWAYS -> "";
            case OPEN -> "open" + until(part, end(cause.whole().to())) + limit(part.limit()) + ": " + cause.text();
            case DRAIN ->
                "draining" + until(part, end(cause.whole().to())) + ": nothing new is begun in the last " + cause.text()
                        + " of an opening" + thenOpen(index);
            case OUTSIDE -> "outside of " + cause.text() + until(part, changes(index)) + limit(part.limit());
            case UNUSED -> closed(index) + "; " + cause.text();
            case SHUT -> nextOpen[index] < 0 ? "closed: " + cause.text() + " has no opening ahead" : closed(index);
            case CLOSED_BY_HAND -> closedByHand(part) + thenOpen(index);
            case BLACKOUT -> "blackout" + until(part, changes(index)) + ": " + cause.text() + thenOpen(index);
        };
    }

    static String stopped(EmergencyStop stop) {
        return "stopped by " + stop.actor() + " since " + moment(WallClock.utc(), stop.since(), stop.since())
                + " until a person lifts it: " + stop.reason();
    }

    /** A length as people say it: {@code 7 h}, {@code 1 h 30 min}, {@code 45 min}. */
    static String length(Duration length) {
        long hours = length.toHours();
        int minutes = length.toMinutesPart();
        int seconds = length.toSecondsPart();
        StringBuilder text = new StringBuilder();
        if (hours > 0) {
            text.append(hours).append(" h");
        }
        if (minutes > 0 || hours == 0 && seconds == 0) {
            text.append(text.isEmpty() ? "" : " ").append(minutes).append(" min");
        }
        if (seconds > 0) {
            text.append(text.isEmpty() ? "" : " ").append(seconds).append(" s");
        }
        return text.toString();
    }

    private String closed(int index) {
        if (nextOpen[index] < 0) {
            return "closed, and no opening ahead";
        }
        Part open = parts.get(nextOpen[index]);
        return "closed" + until(parts.get(index), Optional.of(open.from())) + ": "
                + open.cause().text();
    }

    private String closedByHand(Part part) {
        String text = part.cause().text();
        int colon = text.indexOf(": ");
        return text.substring(0, colon) + until(part, end(part.cause().whole().to())) + text.substring(colon);
    }

    /** When work begins again, where that is not at once after this. */
    private String thenOpen(int index) {
        int after = nextOther[index];
        if (nextOpen[index] < 0) {
            return "; no opening ahead";
        }
        if (nextOpen[index] == after) {
            return "";
        }
        Part part = parts.get(index);
        return "; opens next "
                + moment(part.cause().clock(), parts.get(nextOpen[index]).from(), part.from());
    }

    private Optional<Instant> changes(int index) {
        return nextOther[index] < parts.size()
                ? Optional.of(parts.get(nextOther[index]).from())
                : Optional.empty();
    }

    private Optional<Instant> end(Instant end) {
        return end.isBefore(horizon) ? Optional.of(end) : Optional.empty();
    }

    private String until(Part part, Optional<Instant> end) {
        return end.map(at -> " until " + moment(part.cause().clock(), at, part.from()))
                .orElse("");
    }

    private Cause.Kind kind(int index) {
        return parts.get(index).cause().kind();
    }

    private static String limit(Limit limit) {
        if (limit.isNone()) {
            return "";
        }
        StringBuilder text = new StringBuilder(", at most");
        limit.perSecond().ifPresent(rate -> text.append(' ').append(rate).append(" records a second"));
        limit.atOnce()
                .ifPresent(many -> text.append(limit.perSecond().isPresent() ? " and " : " ")
                        .append(many)
                        .append(many == 1 ? " segment" : " segments")
                        .append(" at once"));
        return text.toString();
    }

    /** A moment on the wall and in UTC, with the year where it is not that of the moment from which people look. */
    static String moment(WallClock clock, Instant at, Instant seenFrom) {
        LocalDateTime local = clock.at(at);
        LocalDateTime utc = LocalDateTime.ofInstant(at, ZoneOffset.UTC);
        DateTimeFormatter day = clock.at(seenFrom).getYear() == local.getYear() ? SHORT_DAY : DAY;
        String text = day.format(local) + time(local) + " " + clock.zone();
        if (local.equals(utc)) {
            return text;
        }
        boolean sameDay = local.toLocalDate().equals(utc.toLocalDate());
        return text + " (" + (sameDay ? "" : SHORT_DAY.format(utc)) + time(utc) + " UTC)";
    }

    private static String time(LocalDateTime at) {
        return at.toLocalTime().withNano(0).toString();
    }
}
