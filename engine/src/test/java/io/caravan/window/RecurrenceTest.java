package io.caravan.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.fortuna.ical4j.model.Recur;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Rules against another library that follows them. It has to be told that weeks begin on Mondays, which is the rule without a word. */
class RecurrenceTest {
    private static final List<String> WEEKDAYS = List.of("MO", "TU", "WE", "TH", "FR", "SA", "SU");

    @Property(tries = 300)
    void bothLibrariesFollowARuleAlike(@ForAll Random random) {
        LocalDateTime first =
                LocalDateTime.of(2024 + random.nextInt(3), 1, 1, 22, 30).plusDays(random.nextInt(366));
        String rule = rule(random, first);
        LocalDateTime from = random.nextBoolean() ? first : first.plusDays(random.nextInt(700));
        LocalDateTime to = from.plusDays(800);

        List<LocalDateTime> ours = Recurrence.parse(rule, WallClock.utc()).between(first, from, to);

        List<LocalDateTime> theirs = new Recur<LocalDateTime>(rule)
                .getDates(first, first, to).stream()
                        .filter(at -> !at.isBefore(from) && at.isBefore(to))
                        .toList();
        assertThat(ours).as("%s first %s from %s", rule, first, from).isEqualTo(theirs);
    }

    @Example
    void theFirstSundayOfAMonthAndTheLastWorkingDay() {
        assertThat(between("FREQ=MONTHLY;BYDAY=1SU", "2026-12-06T08:00", "2027-03-01T00:00"))
                .containsExactly("2026-12-06T08:00", "2027-01-03T08:00", "2027-02-07T08:00");
        assertThat(between("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", "2026-10-30T20:00", "2027-02-01T00:00"))
                .containsExactly("2026-10-30T20:00", "2026-11-30T20:00", "2026-12-31T20:00", "2027-01-29T20:00");
    }

    @Example
    void theLeapDayComesEveryFourYears() {
        assertThat(between("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", "2024-02-29T01:00", "2034-01-01T00:00"))
                .containsExactly("2024-02-29T01:00", "2028-02-29T01:00", "2032-02-29T01:00");
    }

    @Example
    void aDayThatNeverComesIsNoEndlessSearch() {
        assertThat(between("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "2026-01-01T01:00", "2030-01-01T00:00"))
                .isEmpty();
    }

    @Example
    void whatIsNoRuleIsRefused() {
        for (String text : List.of("", "MONTHLY", "FREQ=MONTHLY;BYDAY=8XX", "FREQ=SECONDLY", "FREQ=DAILY;UNTIL=soon")) {
            assertThatThrownBy(() -> Recurrence.parse(text, WallClock.utc()))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    private static List<String> between(String rule, String first, String to) {
        LocalDateTime begin = LocalDateTime.parse(first);
        return Recurrence.parse(rule, WallClock.utc()).between(begin, begin, LocalDateTime.parse(to)).stream()
                .map(LocalDateTime::toString)
                .toList();
    }

    private static String rule(Random random, LocalDateTime first) {
        List<String> parts = new ArrayList<>();
        switch (random.nextInt(5)) {
            case 0 -> parts.add("FREQ=DAILY");
            case 1 -> parts.addAll(List.of("FREQ=WEEKLY", "WKST=MO", "BYDAY=" + days(random)));
            case 2 -> parts.addAll(List.of("FREQ=MONTHLY", "BYDAY=" + (1 + random.nextInt(4)) + "SU"));
            case 3 ->
                parts.addAll(List.of(
                        "FREQ=MONTHLY", "BYDAY=" + days(random), "BYSETPOS=" + (random.nextBoolean() ? 1 : -1)));
            default ->
                parts.addAll(List.of(
                        "FREQ=YEARLY",
                        "BYMONTH=" + (1 + random.nextInt(12)),
                        "BYMONTHDAY=" + (1 + random.nextInt(28))));
        }
        if (random.nextInt(3) == 0) {
            parts.add("INTERVAL=" + (1 + random.nextInt(3)));
        }
        switch (random.nextInt(4)) {
            case 0 -> parts.add("COUNT=" + (1 + random.nextInt(30)));
            case 1 ->
                parts.add("UNTIL="
                        + first.plusDays(random.nextInt(500)).toString().replaceAll("[-:]", "") + "00");
            default -> {}
        }
        return String.join(";", parts);
    }

    private static String days(Random random) {
        List<String> days = IntStream.range(0, 7)
                .filter(day -> random.nextBoolean())
                .mapToObj(WEEKDAYS::get)
                .toList();
        return days.isEmpty() ? "SA" : days.stream().collect(Collectors.joining(","));
    }
}
