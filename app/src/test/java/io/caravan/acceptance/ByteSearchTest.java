package io.caravan.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A search that finds nothing proves something only if it can find. */
class ByteSearchTest {
    private static final String VALUE = "CANARY-7731";
    private static final ByteSearch SEARCH = new ByteSearch(List.of(VALUE));

    @Test
    void aValueIsFoundHoweverItIsSpelled() {
        byte[] value = VALUE.getBytes(StandardCharsets.UTF_8);
        List<byte[]> haystacks = new ArrayList<>();
        for (String text : List.of(
                VALUE,
                "canary-7731",
                HexFormat.of().formatHex(value),
                HexFormat.of().withUpperCase().formatHex(value))) {
            haystacks.add(("before" + text + "after").getBytes(StandardCharsets.UTF_8));
        }
        haystacks.add(("x" + VALUE + "x").getBytes(StandardCharsets.UTF_16LE));
        haystacks.add(("x" + VALUE + "x").getBytes(StandardCharsets.UTF_16BE));
        for (String before : List.of("", "1", "12", "123", "1234")) {
            byte[] inside = (before + VALUE + "after").getBytes(StandardCharsets.UTF_8);
            haystacks.add(Base64.getEncoder().encode(inside));
        }

        assertThat(haystacks)
                .allSatisfy(haystack -> assertThat(SEARCH.in(haystack)).isNotEmpty());
    }

    @Test
    void whatIsNotThereIsNotFound() {
        assertThat(SEARCH.in("CANARY-7730 canary CANARY-773")).isEmpty();
        assertThat(SEARCH.in(new byte[0])).isEmpty();
    }
}
