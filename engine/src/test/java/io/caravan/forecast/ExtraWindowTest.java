package io.caravan.forecast;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.DayOfWeek;
import java.time.LocalTime;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExtraWindowTest {

    @Test
    void daysAndTimesAreReadAsPeopleWriteThem() {
        assertThat(ExtraWindow.parse("Sat 00:00-24:00"))
                .contains(new ExtraWindow(Set.of(DayOfWeek.SATURDAY), LocalTime.MIDNIGHT, LocalTime.MIDNIGHT));
        assertThat(ExtraWindow.parse(" fri-sun,Tue 9:30 - 06:00 "))
                .contains(new ExtraWindow(
                        Set.of(DayOfWeek.FRIDAY, DayOfWeek.SATURDAY, DayOfWeek.SUNDAY, DayOfWeek.TUESDAY),
                        LocalTime.of(9, 30),
                        LocalTime.of(6, 0)));
        assertThat(ExtraWindow.parse("Sat-Mon 10:00-11:00").map(ExtraWindow::days))
                .contains(Set.of(DayOfWeek.SATURDAY, DayOfWeek.SUNDAY, DayOfWeek.MONDAY));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "Sat", "Sat 25:00-26:00", "Someday 10:00-11:00", "Mon-Tue-Wed 10:00-11:00", "Sat 10-11"})
    void whatIsNoWindowIsNotRead(String text) {
        assertThat(ExtraWindow.parse(text)).isEqualTo(Optional.empty());
    }
}
