package io.caravan.backfill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.caravan.map.Row;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MariaDbLegacyReaderTest implements LegacyReaderContract {

    @Override
    public LegacyHospital hospital() {
        return LegacyHospital.onMariaDb();
    }

    @Test
    void zeroDatesAreNullAndDatesWithoutADayKeepWhatTheyHave() throws SQLException {
        LegacyHospital hospital = hospital();
        hospital.execute(
                "create table t (id int primary key, born date, seen datetime)",
                "insert into t values (1, '0000-00-00', '0000-00-00 00:00:00'), (2, '1950-00-00', '2026-03-01 07:08:09'),"
                        + " (3, '1950-06-00', null)");

        List<Row> rows = hospital.readAll(LegacyHospital.select("select id, born, seen from t", 10, "id"));

        assertThat(rows.get(0).isNull("born")).isTrue();
        assertThat(rows.get(0).isNull("seen")).isTrue();
        assertThat(rows.get(1).find("born")).contains("1950");
        assertThat(rows.get(1).find("seen")).contains("2026-03-01T07:08:09");
        assertThat(rows.get(2).find("born")).contains("1950-06");
    }

    @Test
    void latin1ColumnsGiveTheirLettersAndSmallIntegersStayNumbers() throws SQLException {
        LegacyHospital hospital = hospital();
        hospital.execute(
                "create table t (id int primary key, name varchar(20) character set latin1, flag tinyint(1), bit1 bit(1))",
                "insert into t values (1, 'Müller', 2, b'1')");

        Row row = hospital.readAll(LegacyHospital.select("select * from t", 10, "id"))
                .get(0);

        assertThat(row.find("name")).contains("Müller");
        assertThat(row.find("flag")).contains("2");
        assertThat(row.find("bit1")).contains("true");
    }

    @Test
    void aTimestampIsAnInstantWhateverTheSessionsZone() throws SQLException {
        LegacyHospital hospital = hospital();
        hospital.execute(
                "set time_zone = '+00:00'",
                "create table t (id int primary key, changed timestamp(6) null, other timestamp(6) null)",
                "insert into t values (1, '2026-07-01 17:05:00.25', null)");

        Row row = hospital.readAll(LegacyHospital.select(
                        "select id, coalesce(other, changed) as changed from t",
                        10,
                        Optional.of("changed"),
                        Set.of(),
                        "id"))
                .get(0);

        assertThat(row.versionMicros()).isEqualTo(LegacyTime.micros(Instant.parse("2026-07-01T17:05:00.25Z")));
        assertThat(row.find("changed").orElseThrow()).startsWith("2026-07-01T13:05:00.25");
    }

    @Test
    void keysThatOnlyDifferByCaseAreRefusedWhereTheCollationHoldsThemToBeOne() {
        LegacyHospital hospital = hospital();
        hospital.execute(
                "create table t (code varchar(10) character set latin1 collate latin1_general_ci not null)",
                "insert into t values ('a'), ('b'), ('B'), ('c')");

        assertThat(catchThrowable(() -> hospital.readAll(LegacyHospital.select("select code from t", 2, "code"))))
                .isInstanceOf(LegacyProblem.class)
                .hasMessageContaining("not unique as the database compares it");
        assertThat(catchThrowable(() -> hospital.readAll(
                        LegacyHospital.select("select code, hex(code) as code_hex from t", 2, "code", "code_hex"))))
                .isNull();
    }

    @Test
    void aMysqlUrlIsUnderstood() throws SQLException {
        LegacyHospital hospital = hospital();
        hospital.execute("create table t (id int primary key)", "insert into t values (1)");
        LegacyDatabase database = hospital.database();
        LegacyHospital mysql = new LegacyHospital(new LegacyDatabase(
                "oldhis", database.url().replace("jdbc:mariadb:", "jdbc:mysql:"), "legacy", "legacy", database.zone()));

        assertThat(mysql.readAll(LegacyHospital.select("select id from t", 10, "id")))
                .hasSize(1);
    }
}
