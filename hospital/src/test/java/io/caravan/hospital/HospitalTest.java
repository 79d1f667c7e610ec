package io.caravan.hospital;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;

class HospitalTest {

    @Test
    void theSameSeedGivesTheSamePeopleAndTraffic() {
        List<String> once = new Traffic(Hospital.of(7, 40))
                .messages()
                .map(Traffic.Message::text)
                .toList();
        List<String> again = new Traffic(Hospital.of(7, 40))
                .messages()
                .map(Traffic.Message::text)
                .toList();

        assertThat(again).isEqualTo(once);
    }

    @Test
    void aBiggerHospitalHasTheSmallerOnesPeople() {
        assertThat(Hospital.of(7, 1_000_000).person(39))
                .isEqualTo(Hospital.of(7, 40).person(39));
    }

    @Test
    void anotherSeedGivesOtherPeople() {
        assertThat(Hospital.of(8, 40).person(3)).isNotEqualTo(Hospital.of(7, 40).person(3));
    }

    @Test
    void everyDataClassHasTraffic() {
        assertThat(new Traffic(Hospital.of(7, 40))
                        .messages()
                        .map(Traffic.Message::dataClass)
                        .distinct())
                .containsExactlyInAnyOrder("adt", "orders", "labs", "medications");
    }

    @Test
    void theDatabaseHoldsEveryResultOfEveryOrder() throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:h2:mem:hospital")) {
            new LegacyDatabase(Hospital.of(7, 40)).fill(connection);

            assertThat(count(connection, "results")).isEqualTo(40 * 3 * 5);
            assertThat(count(connection, "patients")).isGreaterThanOrEqualTo(40);
        }
    }

    private static long count(Connection connection, String table) throws SQLException {
        try (ResultSet rows = connection.createStatement().executeQuery("select count(*) from " + table)) {
            rows.next();
            return rows.getLong(1);
        }
    }
}
