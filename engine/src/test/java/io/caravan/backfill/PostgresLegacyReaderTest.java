package io.caravan.backfill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.caravan.map.Row;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PostgresLegacyReaderTest implements LegacyReaderContract {

    @Override
    public LegacyHospital hospital() {
        return LegacyHospital.onPostgres();
    }

    @Test
    void instantsAreGivenInTheSourcesZoneWithTheirOffset() throws SQLException {
        LegacyHospital hospital = hospital();
        hospital.execute(
                "create table t (id uuid primary key, at timestamptz, until timestamptz, active boolean, code char(6), raw bytea)",
                "insert into t values ('00000000-0000-0000-0000-000000000001', '2026-07-01 17:05:00.5+00', 'infinity', true, 'ab',"
                        + " '\\x4dfc')");

        Row row = hospital.readAll(LegacyHospital.select("select * from t", 10, Optional.of("at"), Set.of(), "id"))
                .get(0);

        assertThat(row.find("at")).contains("2026-07-01T13:05:00.5-04:00");
        assertThat(row.isNull("until")).isTrue();
        assertThat(row.find("active")).contains("true");
        assertThat(row.find("code")).contains("ab");
        assertThat(row.find("raw")).contains("Mü");
        assertThat(row.versionMicros()).isEqualTo(LegacyTime.micros(Instant.parse("2026-07-01T17:05:00.5Z")));
    }

    @Test
    void theTransactionIsReadOnly() {
        LegacyHospital hospital = hospital();
        hospital.execute(
                "create table t (id int primary key)",
                "create function sneak() returns int language sql as 'insert into t values (1) returning id'");

        assertThat(catchThrowable(() -> hospital.readAll(LegacyHospital.select("select sneak() as id", 1, "id"))))
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("25006"));
    }
}
