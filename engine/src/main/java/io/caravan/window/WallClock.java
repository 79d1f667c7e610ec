package io.caravan.window;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.Optional;

/**
 * The clock on the wall of a zone, by the rules that it has now. A time of that clock may never come, or come twice: what begins
 * then begins at the first instant when the clock shows it or later, and what ends then ends after the last instant when the
 * clock shows something earlier. So no hour is begun twice, and none vanishes.
 */
record WallClock(String zone, ZoneRules rules) {

    /** Rules of zones change while a process lives: they are looked up each time. Empty where the zone is unknown. */
    static Optional<WallClock> of(String zone) {
        try {
            return Optional.of(new WallClock(zone, ZoneId.of(zone).getRules()));
        } catch (DateTimeException unknown) {
            return Optional.empty();
        }
    }

    static WallClock utc() {
        return new WallClock("UTC", ZoneOffset.UTC.getRules());
    }

    Instant begin(LocalDateTime shown) {
        ZoneOffsetTransition transition = rules.getTransition(shown);
        if (transition == null) {
            return shown.toInstant(rules.getOffset(shown));
        }
        return transition.isGap() ? transition.getInstant() : shown.toInstant(transition.getOffsetBefore());
    }

    Instant end(LocalDateTime shown) {
        ZoneOffsetTransition transition = rules.getTransition(shown);
        if (transition == null) {
            return shown.toInstant(rules.getOffset(shown));
        }
        if (transition.isGap()) {
            return transition.getInstant();
        }
        // the hour that comes twice is set back to its very beginning: nothing earlier is shown again
        boolean nothingEarlierAgain = shown.equals(transition.getDateTimeAfter());
        return shown.toInstant(nothingEarlierAgain ? transition.getOffsetBefore() : transition.getOffsetAfter());
    }

    Span between(LocalDateTime from, LocalDateTime to) {
        return new Span(begin(from), end(to));
    }

    /** All instants of a date, from its first. */
    Span days(LocalDate from, LocalDate to) {
        return new Span(begin(from.atStartOfDay()), begin(to.plusDays(1).atStartOfDay()));
    }

    LocalDateTime at(Instant instant) {
        return LocalDateTime.ofEpochSecond(instant.getEpochSecond(), instant.getNano(), rules.getOffset(instant));
    }

    LocalDate dateAt(Instant instant) {
        return at(instant).toLocalDate();
    }
}
