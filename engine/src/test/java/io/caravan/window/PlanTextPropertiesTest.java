package io.caravan.window;

import static io.caravan.window.WindowFixture.LABS;
import static org.assertj.core.api.Assertions.assertThat;

import io.caravan.message.DataClass;
import io.caravan.window.Window.Blackout;
import io.caravan.window.Window.HolidayRule;
import io.caravan.window.Window.Opening;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Texts of windows, whoever wrote them. */
class PlanTextPropertiesTest {
    private static final String TEXT = """
            windows:
              nights:
                zone: Europe/Berlin
                for: {classes: [labs], phases: [backfill]}
                open:
                  - Mon-Fri 22:00-06:00
                  - first: 2026-12-06 08:00
                    rule: FREQ=MONTHLY;BYDAY=1SU;COUNT=20
                    length: 8h
                blackout:
                  - days: 2026-12-24 to 2026-12-26
                    why: "Christmas"
                  - from: 2026-11-24 01:00
                    to: 2026-11-24 03:00
                    why: backup
                  - calendar: h.ics
                drain: 30m
                least-useful: 1h
                rate:
                  - hours: 22:00-02:00
                    per-second: 200
                outside:
                  at-once: 1
            """;
    private static final String CALENDAR = """
            BEGIN:VCALENDAR
            BEGIN:VTIMEZONE
            TZID:Own
            BEGIN:STANDARD
            DTSTART:19701025T030000
            TZOFFSETFROM:+0200
            TZOFFSETTO:+0100
            RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10
            END:STANDARD
            END:VTIMEZONE
            BEGIN:VEVENT
            UID:1
            DTSTART;TZID=Own:20260405T220000
            DURATION:P1DT8H
            RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TU;UNTIL=20281231T220000Z
            EXDATE;TZID=Own:20260412T220000
            RDATE:20260501T100000Z
            SUMMARY:odd\\, but
              folded
            END:VEVENT
            BEGIN:VEVENT
            UID:2
            DTSTART;VALUE=DATE:20261225
            DTEND;VALUE=DATE:20261227
            RRULE:FREQ=YEARLY
            END:VEVENT
            END:VCALENDAR
            """;
    private static final String SIGNS = "0179-:;,=/[]{}\"'#&*!|>%@`\n\t ZTPaz+.\\\u0000\u00e9\ud83d\ude00";
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

    @Property(tries = 400)
    void noTextIsReadWithoutAWordOrBreaksTheReader(@ForAll Random random) {
        PlanSource source = random.nextBoolean()
                ? new PlanSource(spoilt(TEXT, random), Map.of("h.ics", CALENDAR))
                : new PlanSource(TEXT, Map.of("h.ics", spoilt(CALENDAR, random)));

        PlanReader.Outcome outcome = PlanReader.read(source);

        assertThat(outcome.plan().isPresent()).isEqualTo(outcome.problems().isEmpty());
        outcome.plan().ifPresent(plan -> {
            Schedule schedule = new Schedule(plan, List.of(), Optional.empty());
            assertThat(schedule.at(LABS, NOW)).isEqualTo(schedule.at(LABS, NOW));
            assertThat(PlanReader.plan(new PlanSource(PlanWriter.write(plan), source.calendars())))
                    .isEqualTo(plan);
            assertThat(PlanDiff.between(plan, plan)).isEmpty();
            Lint.of(plan, new Lint.Site(Set.of(), Optional.of(Duration.ofMinutes(5))), NOW);
        });
    }

    @Property(tries = 300)
    void whatIsWrittenIsReadAsItWas(@ForAll Random random) {
        Plan plan = new Plan(IntStream.range(0, random.nextInt(4))
                .mapToObj(i -> window("w" + i, random))
                .toList());

        String written = PlanWriter.write(plan);

        assertThat(PlanReader.plan(new PlanSource(written, Map.of())))
                .as(written)
                .isEqualTo(plan);
    }

    private static String spoilt(String text, Random random) {
        StringBuilder spoilt = new StringBuilder(text);
        for (int i = random.nextInt(4); i >= 0; i--) {
            int at = random.nextInt(spoilt.length());
            int to = Math.min(spoilt.length(), at + 1 + random.nextInt(random.nextInt(8) == 0 ? 60 : 3));
            switch (random.nextInt(3)) {
                case 0 -> spoilt.delete(at, to);
                case 1 -> spoilt.insert(at, spoilt.substring(at, to));
                default -> spoilt.setCharAt(at, SIGNS.charAt(random.nextInt(SIGNS.length())));
            }
        }
        return spoilt.toString();
    }

    private static Window window(String id, Random random) {
        WindowFixture window = new WindowFixture(id, random.nextBoolean() ? "Europe/Berlin" : "Asia/Kathmandu")
                .draining(Duration.ofSeconds(random.nextInt(9000)))
                .leastUseful(Duration.ofMinutes(random.nextInt(90)))
                .holidays(random.nextBoolean() ? HolidayRule.START_DAY : HolidayRule.CALENDAR_DAY);
        for (int i = random.nextInt(3); i > 0; i--) {
            window.openings.add(opening(random));
        }
        for (int i = random.nextInt(3); i > 0; i--) {
            window.blackouts.add(blackout(random));
        }
        Limit limit = new Limit(
                OptionalInt.of(1 + random.nextInt(1000)),
                random.nextBoolean() ? OptionalInt.of(1 + random.nextInt(9)) : OptionalInt.empty());
        if (random.nextBoolean()) {
            window.rate("22:00", "24:00", limit);
        }
        if (random.nextBoolean()) {
            window.outside(limit);
        }
        return window.of(new Scope(
                        random.nextBoolean() ? EnumSet.of(DataClass.LABS, DataClass.ADT) : Set.of(),
                        random.nextBoolean() ? Set.of(words(random), "lab-old") : Set.of(),
                        random.nextBoolean() ? EnumSet.of(Phase.REPLAY) : Set.of()))
                .build();
    }

    private static Opening opening(Random random) {
        if (random.nextBoolean()) {
            return new Opening.Recurring(
                    LocalDateTime.of(2026, 12, 6, 1 + random.nextInt(20), random.nextInt(60)),
                    "FREQ=MONTHLY;BYDAY=1SU",
                    Duration.ofSeconds(1L + random.nextInt(90_000)));
        }
        List<DayOfWeek> days = new ArrayList<>(List.of(DayOfWeek.values()));
        days.removeIf(day -> random.nextBoolean() && days.size() > 1);
        return new Opening.Weekly(
                EnumSet.copyOf(days.isEmpty() ? List.of(DayOfWeek.MONDAY) : days),
                LocalTime.of(random.nextInt(12), random.nextInt(60)),
                LocalTime.of(12 + random.nextInt(12), random.nextInt(60)));
    }

    private static Blackout blackout(Random random) {
        LocalDate first = LocalDate.of(2026, 1, 1).plusDays(random.nextInt(900));
        if (random.nextBoolean()) {
            return new Blackout.Days(first, first.plusDays(random.nextInt(3)), words(random));
        }
        return new Blackout.Times(
                first.atTime(3, random.nextInt(60), random.nextInt(60)), first.atTime(5, 0), words(random));
    }

    /** What YAML reads otherwise where it is not in quotes. */
    private static String words(Random random) {
        List<String> odd =
                List.of("no", "1e3", "a: b", "- x", "#1", "\"quoted\"", "back\\slash", "~", "é 😀", "tab\there", "&a");
        return odd.get(random.nextInt(odd.size()));
    }
}
