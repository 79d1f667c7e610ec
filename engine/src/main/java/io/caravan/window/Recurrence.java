package io.caravan.window;

import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.dmfs.rfc5545.DateTime;
import org.dmfs.rfc5545.recur.Freq;
import org.dmfs.rfc5545.recur.InvalidRecurrenceRuleException;
import org.dmfs.rfc5545.recur.RecurrenceRule;
import org.dmfs.rfc5545.recur.RecurrenceRule.RfcMode;
import org.dmfs.rfc5545.recur.RecurrenceRuleIterator;

/**
 * A recurrence rule, followed on the clock on the wall alone: what a time there means in a zone is for {@link WallClock} to say,
 * the same for every kind of opening.
 */
final class Recurrence {
    private static final Set<Freq> KNOWN = EnumSet.of(Freq.DAILY, Freq.WEEKLY, Freq.MONTHLY, Freq.YEARLY);
    private static final DateTimeFormatter UNTIL = DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss");
    private static final int MOST = 20_000;

    private final String text;
    private final RecurrenceRule rule;

    private Recurrence(String text, RecurrenceRule rule) {
        this.text = text;
        this.rule = rule;
    }

    /**
     * @param clock tells what an end in UTC is on the wall
     * @throws IllegalArgumentException saying what is wrong with it
     */
    static Recurrence parse(String text, WallClock clock) {
        try {
            RecurrenceRule rule = new RecurrenceRule(onTheWall(text, clock), RfcMode.RFC5545_STRICT);
            if (!KNOWN.contains(rule.getFreq())) {
                throw new IllegalArgumentException(
                        "\"" + text + "\" recurs " + rule.getFreq().name().toLowerCase(Locale.ROOT)
                                + "; FREQ is one of DAILY, WEEKLY, MONTHLY, YEARLY");
            }
            return new Recurrence(text, rule);
        } catch (InvalidRecurrenceRuleException | DateTimeParseException e) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" is no recurrence rule of RFC 5545; write it like FREQ=MONTHLY;BYDAY=1SU", e);
        }
    }

    /** Those that begin in a time, its end not included, in order. */
    List<LocalDateTime> between(LocalDateTime first, LocalDateTime from, LocalDateTime to) {
        List<LocalDateTime> found = new ArrayList<>();
        try {
            RecurrenceRuleIterator all = rule.iterator(floating(first));
            if (from.isAfter(first) && rule.getCount() == null) {
                all.fastForward(floating(from));
            }
            for (int i = 0; i < MOST && all.hasNext(); i++) {
                LocalDateTime next = local(all.nextDateTime());
                if (!next.isBefore(to)) {
                    break;
                }
                if (!next.isBefore(from)) {
                    found.add(next);
                }
            }
        } catch (IllegalArgumentException nothingMore) {
            // how the library says that it has looked for long and found nothing
            return found;
        }
        return found;
    }

    @Override
    public String toString() {
        return text;
    }

    private static String onTheWall(String text, WallClock clock) {
        List<String> parts = new ArrayList<>();
        for (String part : text.strip().toUpperCase(Locale.ROOT).split(";", -1)) {
            parts.add(part.startsWith("UNTIL=") ? "UNTIL=" + until(part.substring("UNTIL=".length()), clock) : part);
        }
        return String.join(";", parts);
    }

    private static String until(String written, WallClock clock) {
        if (written.length() == "20260101".length()) {
            // the whole of that day is still in
            return written + "T235959";
        }
        if (!written.endsWith("Z")) {
            return written;
        }
        LocalDateTime utc = LocalDateTime.parse(written.substring(0, written.length() - 1), UNTIL);
        return UNTIL.format(clock.at(OffsetDateTime.of(utc, ZoneOffset.UTC).toInstant()));
    }

    private static DateTime floating(LocalDateTime at) {
        return new DateTime(
                at.getYear(), at.getMonthValue() - 1, at.getDayOfMonth(), at.getHour(), at.getMinute(), at.getSecond());
    }

    private static LocalDateTime local(DateTime at) {
        return LocalDateTime.of(
                at.getYear(), at.getMonth() + 1, at.getDayOfMonth(), at.getHours(), at.getMinutes(), at.getSeconds());
    }
}
