package io.caravan.backfill;

import static org.assertj.core.api.Assertions.assertThat;

import io.caravan.map.Row;
import io.caravan.message.DataClass;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class WaitingPagesTest {
    private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");

    private static List<Row> rows(int count) {
        Row.Columns columns = new Row.Columns(List.of("id", "name", "remark"));
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            rows.add(new Row(columns, new String[] {"" + i, "Müller \u0001 \uD83D\uDE00 " + i, null}, -i));
        }
        return rows;
    }

    @Test
    @DisplayName("§6.3(4): rows that wait are what they were, in a fraction of the memory")
    void rowsThatWaitAreWhatTheyWere() {
        List<Row> rows = rows(1000);

        PackedRows packed = PackedRows.of(rows);

        List<Row> back = packed.unpack();
        assertThat(back).hasSameSizeAs(rows);
        for (int i = 0; i < rows.size(); i++) {
            assertThat(back.get(i).values()).containsExactly(rows.get(i).values());
            assertThat(back.get(i).versionMicros()).isEqualTo(-i);
        }
        assertThat(packed.bytes().length).isLessThan(20_000);
    }

    @Test
    void pagesLeaveInTheOrderInWhichTheyWereRead() {
        boolean[] settled = new boolean[1];
        Settle.Ticket ticket = new Settle.Ticket() {
            @Override
            public boolean isSettled() {
                return settled[0];
            }

            @Override
            public String reason() {
                return "for the test";
            }
        };
        WaitingPages waiting = new WaitingPages();
        for (int i = 1; i <= 3; i++) {
            waiting.add(new RowPage(DataClass.ADT, "old", i, List.of("id"), rows(i)), ticket);
        }

        assertThat(waiting.isFirstSettled()).isFalse();
        assertThat(waiting.reason()).isEqualTo("for the test");
        settled[0] = true;
        for (int i = 1; i <= 3; i++) {
            RowPage page = waiting.takeFirst();
            assertThat(page.segmentId()).isEqualTo(i);
            assertThat(page.rows()).hasSize(i);
        }
        assertThat(waiting.isEmpty()).isTrue();
    }

    @Test
    @DisplayName(
            "§6.3(3): in the night when clocks are set back, no row that changed in the hour shown twice is passed over")
    void theHourThatIsShownTwice() {
        Column changed = new Column(1, "CHANGED", "version", Column.Kind.LOCAL, true);
        ZonedDateTime first =
                LocalDateTime.of(2026, 11, 1, 1, 50).atZone(NEW_YORK).withEarlierOffsetAtOverlap();

        VersionBound bound = VersionBound.of(changed, LegacyTime.micros(first.toInstant()), NEW_YORK, false)
                .orElseThrow();

        assertThat(bound.value()).isEqualTo(LocalDateTime.of(2026, 11, 1, 1, 0));
        ZonedDateTime day = LocalDateTime.of(2026, 7, 1, 1, 50).atZone(NEW_YORK);
        assertThat(VersionBound.of(changed, LegacyTime.micros(day.toInstant()), NEW_YORK, false)
                        .orElseThrow()
                        .value())
                .isEqualTo(LocalDateTime.of(2026, 7, 1, 1, 50));
    }
}
