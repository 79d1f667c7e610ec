package io.caravan.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimeSpanTest {

    @Test
    void aNumberAndItsUnit() {
        assertThat(TimeSpan.read("500ms")).contains(Duration.ofMillis(500));
        assertThat(TimeSpan.read("0s")).contains(Duration.ZERO);
        assertThat(TimeSpan.read(" 90 s ")).contains(Duration.ofSeconds(90));
        assertThat(TimeSpan.read("15m")).contains(Duration.ofMinutes(15));
        assertThat(TimeSpan.read("168h")).contains(Duration.ofDays(7));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "15", "m", "-5s", "1d", "1.5h", "169h", "15 minutes", "9999999999s"})
    void whatIsNone(String text) {
        assertThat(TimeSpan.read(text)).isEmpty();
    }

    @Test
    void whatIsNoneIsRefusedWithAnExample() {
        assertThat(ValueKind.duration().remedy().apply("soon")).get().asString().contains("15m");
        assertThat(ValueKind.percent().remedy().apply("101")).isPresent();
        assertThat(ValueKind.percent().remedy().apply("0.5")).isEmpty();
    }
}
