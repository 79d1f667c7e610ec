package io.caravan.backfill;

import static org.assertj.core.api.Assertions.assertThat;

import io.caravan.hl7.Hl7Message;
import io.caravan.message.DataClass;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class FeedLagTest {
    private static final long HOUR = 3_600_000_000L;

    @Test
    @DisplayName("§6.3(4): the lag of a feed is what all but one in a thousand messages did not exceed")
    void theLagIsWhatNearlyAllMessagesKeep() {
        FeedLag lag = new FeedLag();
        assertThat(lag.p999()).isEmpty();
        for (int i = 0; i < 9_990; i++) {
            lag.record(HOUR, HOUR + 200_000);
        }
        assertThat(lag.p999().orElseThrow()).isBetween(Duration.ofMillis(200), Duration.ofMillis(230));
        for (int i = 0; i < 20; i++) {
            lag.record(HOUR, HOUR + 40_000_000);
        }
        assertThat(lag.p999().orElseThrow()).isBetween(Duration.ofSeconds(40), Duration.ofSeconds(46));
    }

    @Test
    void whatIsLongPastIsForgotten() {
        FeedLag lag = new FeedLag();
        lag.record(0, 50_000_000);
        lag.record(2 * HOUR, 2 * HOUR + 1000);
        lag.record(4 * HOUR, 4 * HOUR + 1000);

        assertThat(lag.p999().orElseThrow()).isLessThan(Duration.ofMillis(2));
    }

    @Test
    void aMessageFromTheFutureIsNotLate() {
        FeedLag lag = new FeedLag();
        lag.record(5_000_000, 0);

        assertThat(lag.p999().orElseThrow()).isLessThan(Duration.ofMillis(1));
    }

    @Test
    @DisplayName("§6.3(4): a watermark that has come tells of all before it, in whatever field and case it comes")
    void aLaterWatermarkTellsOfTheEarlier() {
        FeedMarks marks = new FeedMarks();
        FeedMarks.Mark first = marks.next();
        FeedMarks.Mark second = marks.next();
        FeedMarks.Mark third = marks.next();

        marks.seenIn(Hl7Message.read("MSH|^~\\&|A|B|C|D|20260301||ADT^A08|1|P|2.5\rPID|1||WM||X^Y||||||1 CRV ST^"
                + second.token().toLowerCase(java.util.Locale.ROOT)));

        assertThat(List.of(
                        marks.hasCome(first.number()), marks.hasCome(second.number()), marks.hasCome(third.number())))
                .containsExactly(true, true, false);
    }

    @Test
    void messagesOfOtherPatientsAreNoWatermarks() {
        Watermark watermark =
                new Watermark(DataClass.ADT, "old", new LegacySelect.SqlFile("w.sql", "update p set a = ?"), "WM");
        FeedWatch watch = new FeedWatch(Set.of(DataClass.ADT), List.of(watermark));
        String msh = "MSH|^~\\&|A|B|C|D|20260301||ADT^A08|1|P|2.5\rPID|1||";

        assertThat(watch.arrived(DataClass.ADT, Hl7Message.read(msh + "M1^^^HOSP^MR"), OptionalLong.empty(), 1))
                .isFalse();
        assertThat(watch.arrived(DataClass.LABS, Hl7Message.read(msh + "WM^^^HOSP^MR"), OptionalLong.empty(), 1))
                .isFalse();
        assertThat(watch.arrived(DataClass.ADT, Hl7Message.read(msh + "9~WM^^^HOSP^MR"), OptionalLong.empty(), 1))
                .isTrue();
    }
}
