package io.caravan.window;

import static io.caravan.window.WindowFixture.berlin;
import static io.caravan.window.WindowFixture.plan;
import static io.caravan.window.WindowFixture.window;
import static org.assertj.core.api.Assertions.assertThat;

import io.caravan.message.DataClass;
import io.caravan.window.Lint.Site;
import io.caravan.window.Window.Blackout;
import io.caravan.window.Window.Opening;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LintTest {
    private static final String BERLIN = "Europe/Berlin";
    private static final Limit SLOW = new Limit(OptionalInt.of(200), OptionalInt.empty());

    @Test
    void anOrdinaryWindowIsRemarkedUponByNothing() {
        assertThat(remarks(
                        window("nights", BERLIN, "Mon-Fri 22:00-06:00")
                                .draining(Duration.ofMinutes(30))
                                .leastUseful(Duration.ofHours(1))
                                .rate("22:00", "24:00", SLOW)
                                .but(days("2026-12-24", "2026-12-26")),
                        window("weekends", BERLIN, "Sat,Sun 08:00-20:00")))
                .isEmpty();
    }

    @Test
    void aSourceThatIsNoneIsTold() {
        assertThat(remarks(window("w", BERLIN, "22:00-06:00").of(new Scope(Set.of(), Set.of("lab-odl"), Set.of()))))
                .containsExactly("window w: there is no source \"lab-odl\"; did you mean lab-old?");
    }

    @Test
    void openingsTooShortAreTold() {
        assertThat(remarks(window("w", BERLIN, "Mon 12:00-12:20", "Tue 12:00-13:00", "Wed 12:00-12:50")
                        .draining(Duration.ofMinutes(20))
                        .leastUseful(Duration.ofMinutes(35))))
                .containsExactly(
                        "window w: the opening on Mon 23 Nov 12:00 Europe/Berlin (11:00 UTC) for 20 min is no longer than"
                                + " its drain of 20m: nothing is ever begun in it; so it is with 52 more within a year",
                        "window w: the opening on Wed 25 Nov 12:00 Europe/Berlin (11:00 UTC) for 50 min is not used, as"
                                + " without its drain it is shorter than the least useful 35m; so it is with 51 more within a"
                                + " year");
        assertThat(remarks(window("w", BERLIN, "12:00-12:10")))
                .singleElement()
                .asString()
                .contains("for 10 min is shorter than a segment takes (15 min); so it is with 36");
    }

    @Test
    void aWeekWithoutAnOpeningIsTold() {
        assertThat(remarks(window("w", BERLIN, "22:00-06:00").but(days("2026-11-01", "2026-12-05"))))
                .containsExactly(
                        "window w: does not open in the next seven days; first on Sun 6 Dec 22:00 Europe/Berlin (21:00 UTC)");
        assertThat(remarks(window("w", BERLIN))).containsExactly("window w: does not open within a year");
    }

    @Test
    void anOpeningWhollyUnderBlackoutsAndOneThatIsOverAreTold() {
        WindowFixture fixture = window("w", BERLIN, "Mon-Fri 22:00-06:00")
                .but(new Blackout.Times(
                        LocalDateTime.parse("2026-11-01T00:00"), LocalDateTime.parse("2026-12-31T00:00"), "freeze"));
        fixture.openings.add(new Opening.Recurring(
                LocalDateTime.parse("2026-11-29T10:00"), "FREQ=WEEKLY;COUNT=2", Duration.ofHours(2)));
        fixture.openings.add(new Opening.Recurring(
                LocalDateTime.parse("2025-11-30T10:00"), "FREQ=WEEKLY;COUNT=2", Duration.ofHours(2)));

        assertThat(remarks(fixture))
                .containsExactly(
                        "window w: opening FREQ=WEEKLY;COUNT=2 from 2026-11-29 10:00 for 2h lies wholly under blackouts,"
                                + " whenever it comes",
                        "window w: opening FREQ=WEEKLY;COUNT=2 from 2025-11-30 10:00 for 2h does not come within a year",
                        "window w: does not open in the next seven days; first on Thu 31 Dec 00:00 Europe/Berlin (Wed 30"
                                + " Dec 23:00 UTC)");
    }

    @Test
    void blackoutsThatArePastAreTold() {
        assertThat(remarks(window("w", BERLIN, "22:00-06:00")
                        .but(
                                days("2025-12-24", "2025-12-26"),
                                new Blackout.OfCalendar("holidays.ics", "00", List.of()))))
                .containsExactly(
                        "window w: blackout 2025-12-24 to 2025-12-26 (Christmas) is past",
                        "window w: calendar holidays.ics has nothing in the year ahead; import a newer one");
    }

    @Test
    void aRateThatNeverAppliesIsTold() {
        assertThat(remarks(window("w", BERLIN, "22:00-06:00").rate("12:00", "14:00", SLOW)))
                .containsExactly(
                        "window w: rate 12:00-14:00 200 records a second never applies: the window is not open then");
    }

    @Test
    void windowsThatFightAreTold() {
        WindowFixture slow = window("slow", BERLIN, "Mon 20:00-23:00").rate("00:00", "24:00", SLOW);

        assertThat(remarks(slow, window("fast", BERLIN, "22:00-06:00")))
                .containsExactly(
                        "window slow: is open together with window fast for the same work, first on Mon 23 Nov 22:00"
                                + " Europe/Berlin (21:00 UTC), with other rates (200 records a second; no limit); the stricter"
                                + " one holds");
        assertThat(remarks(
                        slow.of(new Scope(Set.of(DataClass.LABS), Set.of(), Set.of())),
                        window("fast", BERLIN, "22:00-06:00").of(new Scope(Set.of(DataClass.ADT), Set.of(), Set.of()))))
                .isEmpty();
    }

    @Test
    void whatAnotherPlanChangesIsSaidWindowByWindow() {
        Plan before = plan(
                window("gone", BERLIN, "22:00-06:00"),
                window("nights", BERLIN, "Mon-Fri 22:00-06:00").draining(Duration.ofMinutes(30)));
        Plan after = plan(
                window("nights", "Europe/Vienna", "Mon-Fri 22:00-06:00", "Sat 00:00-24:00")
                        .but(days("2026-12-24", "2026-12-26"))
                        .outside(SLOW),
                window("young", BERLIN, "01:00-02:00").of(new Scope(Set.of(DataClass.LABS), Set.of(), Set.of())));

        assertThat(PlanDiff.between(before, after))
                .containsExactly(
                        "window gone: goes",
                        "window nights: its zone Europe/Vienna, was Europe/Berlin",
                        "window nights: opening Sat 00:00-24:00 is new",
                        "window nights: blackout 2026-12-24 to 2026-12-26 (Christmas) is new",
                        "window nights: drain 0m, was 30m",
                        "window nights: outside 200 records a second, was nothing",
                        "window young: is new, for all bulk work of labs: opens Mon-Sun 01:00-02:00 Europe/Berlin");
        assertThat(PlanDiff.between(after, after)).isEmpty();
        assertThat(PlanDiff.between(after, Plan.NONE))
                .last()
                .isEqualTo("no window is left: all bulk work may always run");
    }

    private static Blackout days(String from, String to) {
        return new Blackout.Days(LocalDate.parse(from), LocalDate.parse(to), "Christmas");
    }

    private static List<String> remarks(WindowFixture... windows) {
        Site site = new Site(Set.of("lab-old", "adt-old"), Optional.of(Duration.ofMinutes(15)));
        return Lint.of(plan(windows), site, berlin("2026-11-22T12:00")).stream()
                .map(Lint.Remark::toString)
                .toList();
    }
}
