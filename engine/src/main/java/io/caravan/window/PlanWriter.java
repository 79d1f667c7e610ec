package io.caravan.window;

import io.caravan.message.DataClass;
import io.caravan.window.Window.Blackout;
import io.caravan.window.Window.HolidayRule;
import io.caravan.window.Window.Opening;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** Writes windows as {@link PlanReader} reads them: the same windows give the same text. */
public final class PlanWriter {
    private static final String NONE = """
            # No windows: bulk work may always run.
            windows: {}
            """;

    private final StringBuilder out = new StringBuilder();

    private PlanWriter() {}

    public static String write(Plan plan) {
        if (plan.windows().isEmpty()) {
            return NONE;
        }
        PlanWriter writer = new PlanWriter();
        writer.line(0, "windows:");
        plan.windows().forEach(writer::window);
        return writer.out.toString();
    }

    private void window(Window window) {
        line(1, window.id() + ":");
        line(2, "zone: " + quoted(window.zone()));
        scope(window.scope());
        if (!window.openings().isEmpty()) {
            line(2, "open:");
            window.openings().forEach(this::opening);
        }
        if (!window.blackouts().isEmpty()) {
            line(2, "blackout:");
            window.blackouts().forEach(this::blackout);
        }
        if (window.holidayRule() != HolidayRule.START_DAY) {
            line(2, "holidays: " + WindowReader.label(window.holidayRule()));
        }
        length("drain", window.drain());
        length("least-useful", window.leastUseful());
        if (!window.profile().isEmpty()) {
            line(2, "rate:");
            window.profile().forEach(band -> {
                line(3, "- hours: " + quoted(WeeklyHours.hours(band.from(), band.to())));
                limit(4, band.limit());
            });
        }
        window.outside().ifPresent(limit -> {
            line(2, "outside:");
            limit(3, limit);
        });
    }

    private void scope(Scope scope) {
        if (scope.equals(Scope.ALL)) {
            return;
        }
        line(2, "for:");
        list("classes", scope.classes().stream().sorted().map(DataClass::label));
        list("sources", scope.sources().stream().sorted().map(PlanWriter::quoted));
        list("phases", scope.phases().stream().sorted().map(Phase::label));
    }

    private void list(String key, Stream<String> words) {
        List<String> all = words.toList();
        if (!all.isEmpty()) {
            line(3, key + ": [" + String.join(", ", all) + "]");
        }
    }

    private void opening(Opening opening) {
        if (opening instanceof Opening.Weekly weekly) {
            line(3, "- " + quoted(WeeklyHours.write(weekly)));
        } else if (opening instanceof Opening.Recurring recurring) {
            line(3, "- first: " + quoted(TimesReader.written(recurring.first())));
            line(4, "rule: " + quoted(recurring.rule()));
            line(4, "length: " + Lengths.write(recurring.length()));
        } else {
            throw new AssertionError(opening);
        }
    }

    private void blackout(Blackout blackout) {
        if (blackout instanceof Blackout.Days days) {
            boolean one = days.from().equals(days.to());
            line(3, "- days: " + quoted(one ? days.from().toString() : days.from() + " to " + days.to()));
            line(4, "why: " + quoted(days.why()));
        } else if (blackout instanceof Blackout.Times times) {
            line(3, "- from: " + quoted(TimesReader.written(times.from())));
            line(4, "to: " + quoted(TimesReader.written(times.to())));
            line(4, "why: " + quoted(times.why()));
        } else if (blackout instanceof Blackout.OfCalendar calendar) {
            line(3, "- calendar: " + quoted(calendar.file()));
            line(4, "sha256: " + quoted(calendar.digest()));
        } else {
            throw new AssertionError(blackout);
        }
    }

    private void length(String key, Duration length) {
        if (!length.isZero()) {
            line(2, key + ": " + Lengths.write(length));
        }
    }

    private void limit(int depth, Limit limit) {
        limit.perSecond().ifPresent(number -> line(depth, "per-second: " + number));
        limit.atOnce().ifPresent(number -> line(depth, "at-once: " + number));
    }

    private void line(int depth, String text) {
        out.append("  ".repeat(depth)).append(text).append('\n');
    }

    /** In quotes always: what a word means then depends on no rule of YAML that one has to know. */
    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        text.chars().forEach(sign -> {
            if (sign == '"' || sign == '\\') {
                quoted.append('\\').append((char) sign);
            } else if (sign < ' '
                    || sign == 0x7f
                    || sign == 0x85
                    || sign == 0x2028
                    || sign == 0x2029
                    || sign == 0xfeff) {
                quoted.append(String.format("\\u%04x", sign));
            } else {
                quoted.append((char) sign);
            }
        });
        return quoted.append('"').toString();
    }
}
