package io.caravan.backfill;

import static org.assertj.core.api.Assertions.assertThat;

import io.caravan.map.Row;
import io.caravan.message.DataClass;
import io.caravan.throttle.Answer;
import io.caravan.throttle.Terms;
import io.caravan.throttle.Throttle;
import io.caravan.throttle.Throttles;
import io.caravan.window.BulkGate;
import io.caravan.window.BulkWork;
import io.caravan.window.Limit;
import io.caravan.window.Phase;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** On a clock that is told. */
class ReadingTurnTest {
    private static final BulkWork WORK = new BulkWork(Phase.BACKFILL, DataClass.ADT, "oldhis");
    private static final int PAGE_ROWS = 1_000;
    private static final long STEP = 10_000_000;

    private long now;
    private final Throttle target = new Throttle(
            "target.fhir",
            "resources",
            new Terms(OptionalInt.empty(), OptionalInt.empty(), 0.3, Optional.of(Duration.ofMillis(250)), 50),
            () -> now);

    private ReadingTurn turn(OptionalInt legacyPerSecond) {
        Terms terms = new Terms(legacyPerSecond, OptionalInt.empty(), 0, Optional.empty(), Integer.MAX_VALUE);
        Throttle legacy = new Throttle("legacy.oldhis", "rows", terms, () -> now);
        Throttles throttles = new Throttles(
                Throttle.free("target.postgres", () -> now),
                Map.of(DataClass.ADT, target),
                Map.of("oldhis", legacy),
                BulkGate.ALWAYS_OPEN);
        return new ReadingTurn(throttles, WORK, () -> now);
    }

    private static Limit perSecond(int rows) {
        return new Limit(OptionalInt.of(rows), OptionalInt.empty());
    }

    /** @return rows a second */
    private double read(ReadingTurn turn, Limit limit, int seconds, Duration page) throws SQLException {
        long end = now + seconds * 1_000_000_000L;
        long rows = 0;
        while (now < end) {
            if (turn.isNow(limit)) {
                int most = turn.rows(PAGE_ROWS);
                turn.take(() -> {
                    now += page.toNanos();
                    return page(most);
                });
                rows += most;
            }
            now += STEP;
        }
        return rows / (double) seconds;
    }

    private static LegacyReader.Read page(int rows) {
        Row row = new Row(new Row.Columns(List.of()), new @Nullable String[0], 0);
        return new LegacyReader.Read(
                Collections.nCopies(rows, row), Optional.empty(), false, new LegacyReader.Window(0, 0));
    }

    @Test
    void withoutALimitWholePagesAreReadOneAfterTheOther() throws SQLException {
        ReadingTurn turn = turn(OptionalInt.empty());

        double rate = read(turn, Limit.NONE, 20, Duration.ofMillis(90));

        assertThat(rate).isEqualTo(PAGE_ROWS / 0.1);
    }

    @Test
    void theRateOfTheWindowIsKeptInSmallPagesAndAChangeOfItHoldsAtOnce() throws SQLException {
        ReadingTurn turn = turn(OptionalInt.empty());

        assertThat(read(turn, perSecond(50), 60, Duration.ofMillis(20))).isBetween(49.0, 53.0);
        assertThat(turn.rows(PAGE_ROWS)).isEqualTo(100);

        assertThat(read(turn, perSecond(7), 60, Duration.ofMillis(20))).isBetween(6.0, 7.5);
        assertThat(read(turn, Limit.NONE, 10, Duration.ofMillis(90))).isGreaterThan(9_000);
    }

    @Test
    void aWindowThatLetsNothingThroughLetsNothingThrough() throws SQLException {
        assertThat(read(turn(OptionalInt.empty()), perSecond(0), 10, Duration.ofMillis(20)))
                .isZero();
    }

    @Test
    void theLimitOfTheDatabaseIsKeptBesideThatOfTheWindow() throws SQLException {
        ReadingTurn turn = turn(OptionalInt.of(30));

        assertThat(read(turn, perSecond(50), 120, Duration.ofMillis(20))).isBetween(28.0, 31.5);
    }

    @Test
    void aDatabaseThatGetsSlowIsReadMoreSlowlyAndInSmallerPages() throws SQLException {
        ReadingTurn turn = turn(OptionalInt.empty());
        double before = read(turn, Limit.NONE, 60, Duration.ofMillis(90));

        read(turn, Limit.NONE, 20, Duration.ofSeconds(2));
        int rows = turn.rows(PAGE_ROWS);
        double slow = read(turn, Limit.NONE, 20, Duration.ofSeconds(2));
        read(turn, Limit.NONE, 60, Duration.ofMillis(50));

        assertThat(rows).isLessThan(PAGE_ROWS);
        assertThat(slow).isLessThan(before / 10);
        assertThat(read(turn, Limit.NONE, 20, Duration.ofMillis(90))).isGreaterThan(before * 0.8);
    }

    @Test
    void pagesAreSmallWhileTheTargetTakesLittle() {
        ReadingTurn turn = turn(OptionalInt.empty());
        assertThat(turn.rows(PAGE_ROWS)).isEqualTo(PAGE_ROWS);

        target.tryBulk(1).orElseThrow().end(Answer.pushedBack("429", Duration.ZERO));

        assertThat(turn.rows(PAGE_ROWS)).isEqualTo(20);
    }
}
