package io.caravan.backfill;

import static org.assertj.core.api.Assertions.assertThat;

import io.caravan.crypto.TestCrypto;
import io.caravan.map.Row;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RowDigestTest {
    private final RowDigest digest = new RowDigest(new TestCrypto());

    @Test
    void theOrderOfRowsAndColumnsDoesNotMatter() {
        byte[] one = digest.of(List.of(row("a,b", "1", "x"), row("a,b", "2", "y")));

        assertThat(digest.of(List.of(row("a,b", "2", "y"), row("a,b", "1", "x"))))
                .isEqualTo(one);
        assertThat(digest.of(List.of(row("b,a", "x", "1"), row("b,a", "y", "2"))))
                .isEqualTo(one);
        assertThat(one).hasSize(32);
    }

    @Test
    void everyOtherDifferenceDoes() {
        byte[] one = digest.of(List.of(row("a,b", "1", "x")));

        assertThat(digest.of(List.of(row("a,b", "1", null)))).isNotEqualTo(one);
        assertThat(digest.of(List.of(row("a,b", "1", "")))).isNotEqualTo(digest.of(List.of(row("a,b", "1", null))));
        assertThat(digest.of(List.of(row("a,b", "1x", "")))).isNotEqualTo(one);
        assertThat(digest.of(List.of(row("a,c", "1", "x")))).isNotEqualTo(one);
        assertThat(digest.of(List.of(row("a", "1")))).isNotEqualTo(one);
    }

    @Test
    void aRowThatComesTwiceDoesNotCancelItself() {
        Row row = row("a,b", "1", "x");

        assertThat(digest.of(List.of(row, row)))
                .isNotEqualTo(digest.of(List.of(row)))
                .isNotEqualTo(digest.of(List.of()));
    }

    @Test
    void aRowGoesIntoItsLetterAndComesBackWithItsVersion() {
        Row row = new Row(
                new Row.Columns(List.of("name", "city", "note")),
                new @Nullable String[] {"Müller \"x\"", null, ""},
                1_782_912_300_000_000L);

        Row back = RowJson.read(RowJson.write(row));

        assertThat(back.columns()).isEqualTo(row.columns());
        assertThat(back.values()).containsExactly(row.values());
        assertThat(back.versionMicros()).isEqualTo(row.versionMicros());
    }

    private static Row row(String names, @Nullable String... values) {
        return new Row(new Row.Columns(List.of(names.split(","))), values, 0);
    }
}
