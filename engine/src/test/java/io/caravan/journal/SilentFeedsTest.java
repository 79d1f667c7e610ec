package io.caravan.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.caravan.alert.Condition.Standing;
import io.caravan.journal.SilentFeeds.Declared;
import io.caravan.message.DataClass;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SilentFeedsTest {
    private static final Map<String, Declared> DECLARED =
            Map.of("test", new Declared(DataClass.ADT, Duration.ofMinutes(10)));

    @Test
    void aSourceIsSilentAfterItsLongestSilenceAndNoLongerWhenItComesBack() {
        try (Desk desk = new Desk()) {
            Moving clock = new Moving();
            SilentFeeds feeds = new SilentFeeds(desk.database, DECLARED, () -> clock.now);
            desk.accept(Desk.message("C1", "P1"));
            assertThat(feeds.standing()).isEmpty();

            clock.now = clock.now.plus(Duration.ofMinutes(11));
            assertThat(feeds.standing())
                    .singleElement()
                    .satisfies(silent -> assertThat(silent.text()).contains("10 min", "test"));

            clock.now = Instant.now();
            desk.accept(Desk.message("C2", "P1"));
            assertThat(feeds.standing()).isEmpty();
        }
    }

    @Test
    void aRestartForgetsNothing() {
        try (Desk desk = new Desk()) {
            Moving clock = new Moving();
            desk.accept(Desk.message("C1", "P1"));
            new SilentFeeds(desk.database, DECLARED, () -> clock.now).standing();
            clock.now = clock.now.plus(Duration.ofMinutes(11));

            List<Standing> after = new SilentFeeds(desk.database, DECLARED, () -> clock.now).standing();

            assertThat(after).hasSize(1);
        }
    }

    @Test
    void aSourceThatWasNeverHeardIsSilentFromTheFirstStartOn() {
        try (Desk desk = new Desk()) {
            Moving clock = new Moving();
            SilentFeeds feeds = new SilentFeeds(desk.database, DECLARED, () -> clock.now);
            assertThat(feeds.standing()).isEmpty();

            clock.now = clock.now.plus(Duration.ofMinutes(11));
            assertThat(feeds.standing()).hasSize(1);
        }
    }

    @Test
    void hoursInWhichASourceIsExpectedToBeDownAreNoSilence() {
        try (Desk desk = new Desk()) {
            Moving clock = new Moving();
            Instant up = clock.now.plus(Duration.ofHours(8));
            SilentFeeds.Up fromThenOn = (from, to) -> to.isAfter(up) ? Duration.between(up, to) : Duration.ZERO;
            Declared declared = new Declared(DataClass.ADT, Duration.ofMinutes(10), fromThenOn);
            SilentFeeds feeds = new SilentFeeds(desk.database, Map.of("test", declared), () -> clock.now);
            assertThat(feeds.standing()).isEmpty();

            clock.now = up.plus(Duration.ofMinutes(10));
            assertThat(feeds.standing()).isEmpty();
            clock.now = up.plus(Duration.ofMinutes(11));
            assertThat(feeds.standing()).hasSize(1);
        }
    }

    private static final class Moving {
        private Instant now = Instant.now();
    }
}
