package io.caravan.backfill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.caravan.map.Row;
import io.caravan.map.RowColumns;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What holds for every database that a hospital may be leaving. */
interface LegacyReaderContract {

    LegacyHospital hospital();

    @Test
    default void everyRowComesOnceInTheOrderOfAKeyOfThreeColumns() throws SQLException {
        LegacyHospital hospital = hospital();
        hospital.execute(
                "create table visit (site int not null, kind varchar(10) not null, no bigint not null, remark varchar(20),"
                        + " primary key (site, kind, no))");
        List<String> expected = new ArrayList<>();
        for (int site = 1; site <= 3; site++) {
            for (String kind : List.of("E", "I", "O")) {
                List<String> values = new ArrayList<>();
                for (long no = 9_007_199_254_740_990L; no < 9_007_199_254_741_003L; no++) {
                    values.add("(" + site + ", '" + kind + "', " + no + ", 'x')");
                    expected.add(site + kind + no);
                }
                hospital.execute("insert into visit values " + String.join(", ", values));
            }
        }

        List<Row> rows = hospital.readAll(
                LegacyHospital.select("select site, kind, no, remark from visit; ", 7, "site", "kind", "no"));

        assertThat(rows)
                .extracting(row -> value(row, "site") + value(row, "kind") + value(row, "no"))
                .containsExactlyElementsOf(expected);
    }

    @Test
    default void textKeysArePagedInTheDatabasesOwnOrderWhateverItsCollation() throws SQLException {
        LegacyHospital hospital = hospital();
        hospital.execute("create table person (code varchar(30) not null primary key)");
        Set<String> codes = Set.of(
                "a", "B", "c1", "C2", "Ä1", "ae", "Z", "z9", "_x", "-1", "10", "9", "x y", "x-y", "xy", "X.Y", "ß",
                "ss1", "o'x", "100%");
        for (String code : codes) {
            hospital.execute("insert into person values ('" + code.replace("'", "''") + "')");
        }

        List<Row> rows = hospital.readAll(LegacyHospital.select("select code from person", 3, "code"));

        assertThat(rows).extracting(row -> value(row, "code")).containsExactlyInAnyOrderElementsOf(codes);
    }

    @Test
    default void aRangeIsReadAgainExactly() throws SQLException {
        LegacyHospital hospital = hospital();
        hospital.execute("create table t (a int not null, b varchar(5) not null, primary key (a, b))");
        for (int i = 0; i < 40; i++) {
            hospital.execute("insert into t values (" + i / 4 + ", 'k" + i % 4 + "')");
        }
        LegacySelect select = LegacyHospital.select("select a, b from t", 6, "a", "b");
        try (LegacyConnections connections = new LegacyConnections(hospital.database())) {
            LegacyReader reader =
                    new LegacyReader(connections, select, View.all(select), java.time.InstantSource.system());
            LegacyReader.Read first = reader.after(Optional.empty());
            LegacyReader.Read second = reader.after(first.to());

            LegacyReader.Read again = reader.range(first.to(), second.to().orElseThrow());

            assertThat(again.rows())
                    .extracting(row -> List.of(row.values()))
                    .isEqualTo(second.rows().stream()
                            .map(row -> List.of(row.values()))
                            .toList());
            assertThat(again.to()).isEqualTo(second.to());
        }
    }

    @Test
    default void whatIsAheadIsCountedAfterAKeyAndSupposedWhereNothingMayBeReadForIt() throws SQLException {
        LegacyHospital hospital = hospital();
        hospital.execute("create table t (a int not null, b varchar(5) not null, primary key (a, b))");
        for (int i = 0; i < 40; i++) {
            hospital.execute("insert into t values (" + i / 4 + ", 'k" + i % 4 + "')");
        }
        LegacySelect select = LegacyHospital.select("select a, b from t", 6, "a", "b");
        try (LegacyConnections connections = new LegacyConnections(hospital.database())) {
            LegacyReader reader =
                    new LegacyReader(connections, select, View.all(select), java.time.InstantSource.system());
            LegacyReader.Read first = reader.after(Optional.empty());

            Optional<Backfill.Size> all = reader.countAfter(Optional.empty(), Duration.ofSeconds(30));
            Optional<Backfill.Size> ahead = reader.countAfter(first.to(), Duration.ofSeconds(30));
            Optional<Backfill.Size> supposed = reader.countAfter(first.to(), Duration.ZERO);

            assertThat(all).contains(new Backfill.Size(40, true));
            assertThat(ahead).contains(new Backfill.Size(34, true));
            assertThat(supposed.isPresent())
                    .isEqualTo(connections.dialect().explaining().isPresent());
            assertThat(supposed.map(Backfill.Size::counted).orElse(false)).isFalse();
        }
    }

    @Test
    default void nullIsClearedAndAbsentIsUnknown() throws SQLException {
        LegacyHospital hospital = hospital();
        hospital.execute(
                "create table patient (id int not null primary key, name varchar(20), city varchar(20))",
                "insert into patient values (1, 'Ann', null)");

        Row row = hospital.readAll(LegacyHospital.select("select id, name, city from patient", 10, "id"))
                .get(0);

        assertThat(row.find("name")).contains("Ann");
        assertThat(row.isNull("city")).isTrue();
        assertThat(row.has("sex")).isFalse();
        assertThat(row.isNull("sex")).isFalse();
    }

    @Test
    default void namesAreLowerCaseWhateverTheDatabaseMakesOfThem() throws SQLException {
        LegacyHospital hospital = hospital();
        hospital.execute("create table patient (id int not null primary key)", "insert into patient values (1)");

        Row row = hospital.readAll(
                        LegacyHospital.select("select id as Patient_ID from patient -- all of them", 10, "patient_id"))
                .get(0);

        assertThat(row.columns().names()).containsExactly("patient_id");
    }

    @Test
    default void timesKeepTheirClockAndVersionsAreReadInTheSourcesZone() throws SQLException {
        LegacyHospital hospital = hospital();
        hospital.execute(
                "create table patient (id int not null primary key, born date, at " + hospital.localTimestamp()
                        + " null, changed " + hospital.localTimestamp() + " null)",
                "insert into patient values (1, date '1950-01-02', timestamp '2026-07-01 13:05:00.123400',"
                        + " timestamp '2026-07-01 09:00:00')",
                "insert into patient values (2, null, timestamp '2026-07-01 13:05:00', timestamp '2999-01-01 00:00:00')",
                "insert into patient values (3, null, null, null)");
        LegacySelect select = LegacyHospital.select(
                "select id, born, at, changed from patient", 10, Optional.of("changed"), Set.of(), "id");
        long before = LegacyTime.micros(Instant.now().minusSeconds(600));

        List<Row> rows = hospital.readAll(select);

        assertThat(value(rows.get(0), "born")).isEqualTo("1950-01-02");
        assertThat(value(rows.get(0), "at")).isEqualTo("2026-07-01T13:05:00.1234");
        assertThat(value(rows.get(1), "at")).isEqualTo("2026-07-01T13:05:00");
        assertThat(rows.get(0).versionMicros()).isEqualTo(LegacyTime.micros(Instant.parse("2026-07-01T13:00:00Z")));
        long now = LegacyTime.micros(Instant.now().plusSeconds(600));
        assertThat(rows.get(1).versionMicros()).isBetween(before, now);
        assertThat(rows.get(2).versionMicros()).isBetween(before, now);
    }

    @Test
    default void withoutAVersionColumnTheDatabasesClockBeforeTheSelectIsTheVersion() throws SQLException {
        LegacyHospital hospital = hospital();
        hospital.execute("create table patient (id int not null primary key)", "insert into patient values (1)");
        Instant now = Instant.now();

        Row row = hospital.readAll(LegacyHospital.select("select id from patient", 10, "id"))
                .get(0);

        assertThat(LegacyTime.instantOf(row.versionMicros())).isBetween(now.minusSeconds(60), now.plusSeconds(60));
    }

    @Test
    default void aVersionMayBeANumberOrATextThatTellsATime() throws SQLException {
        LegacyHospital hospital = hospital();
        hospital.execute(
                "create table t (id int not null primary key, n bigint, s varchar(20))",
                "insert into t values (1, 1782912300, '20260701092500'), (2, 1782912300000, '2026-07-01 09:25'),"
                        + " (3, 1782912300000000, '2026-07-01T13:25:00Z'), (4, 20260701092500, '202607010925-0400')");
        long expected = LegacyTime.micros(Instant.parse("2026-07-01T13:25:00Z"));

        for (String version : List.of("n", "s")) {
            LegacySelect select =
                    LegacyHospital.select("select id, n, s from t", 10, Optional.of(version), Set.of(), "id");

            assertThat(hospital.readAll(select))
                    .as(version)
                    .extracting(Row::versionMicros)
                    .containsOnly(expected);
        }
    }

    @Test
    default void aVersionThatOnlyCountsIsRefused() {
        LegacyHospital hospital = hospital();
        hospital.execute("create table t (id int not null primary key, n bigint)", "insert into t values (1, 7)");
        LegacySelect select = LegacyHospital.select("select id, n from t", 10, Optional.of("n"), Set.of(), "id");

        assertThat(catchThrowable(() -> hospital.readAll(select)))
                .isInstanceOf(LegacyProblem.class)
                .hasMessageContaining("\"n\" of sql/patients.sql counts, but does not tell a time")
                .hasMessageContaining("backfill.adt.oldhis.version");
    }

    @Test
    default void aMistypedAliasIsAProblemAndAnUnknownOneIsNot() {
        LegacyHospital hospital = hospital();
        hospital.execute("create table t (patient_id int not null primary key, famly_name varchar(9), shoe_size int)");
        LegacySelect plain = LegacyHospital.select("select * from t", 10, "patient_id");
        LegacySelect select = new LegacySelect(
                plain.dataClass(),
                plain.source(),
                plain.sqlFile(),
                plain.key(),
                plain.version(),
                plain.pageSize(),
                new RowColumns(Set.of("patient_id"), Set.of("patient_id", "family_name", "sex")));

        assertThat(hospital.problems(select))
                .containsExactly("sql/patients.sql has a column \"famly_name\", which adt does not know; should it be"
                        + " \"family_name\"?");
    }

    @Test
    default void numbersArePlainDecimals() throws SQLException {
        LegacyHospital hospital = hospital();
        hospital.execute(
                "create table dose (id int not null primary key, amount decimal(12,4), rate double precision)",
                "insert into dose values (1, 0.0500, 0.00000012)");

        Row row = hospital.readAll(LegacyHospital.select("select id, amount, rate from dose", 10, "id"))
                .get(0);

        assertThat(value(row, "amount")).isEqualTo("0.0500");
        assertThat(value(row, "rate")).isEqualTo("0.00000012");
    }

    @Test
    default void aMissingColumnIsRefusedWithFileColumnAndRemedy() {
        LegacyHospital hospital = hospital();
        hospital.execute("create table patient (id int not null primary key, name varchar(20))");
        LegacySelect select = LegacyHospital.select(
                "select id, name from patient", 10, Optional.of("changed"), Set.of("family_name"), "nr");

        List<String> problems = hospital.problems(select);

        assertThat(problems)
                .containsExactly(
                        "sql/patients.sql has no column \"family_name\", which adt needs; add \"... as family_name\" to the SELECT",
                        "sql/patients.sql has no column \"nr\", but backfill.adt.oldhis.key names it; add the alias or name"
                                + " another column",
                        "sql/patients.sql has no column \"changed\", but backfill.adt.oldhis.version names it; add the alias, or"
                                + " drop the property if rows carry no time of change");
    }

    @Test
    default void aKeyWithNullsIsRefusedBecauseItsRowsWouldBePassedOver() {
        LegacyHospital hospital = hospital();
        hospital.execute("create table patient (id int)", "insert into patient values (1), (null)");

        List<String> problems = hospital.problems(LegacyHospital.select("select id from patient", 10, "id"));

        assertThat(problems).hasSize(1).first().asString().contains("1 rows of sql/patients.sql have a NULL in [id]");
    }

    @Test
    default void aKeyThatIsNotUniqueIsRefused() {
        LegacyHospital hospital = hospital();
        hospital.execute("create table patient (id int not null)", "insert into patient values (1), (2), (2), (3)");

        assertThat(catchThrowable(() -> hospital.readAll(LegacyHospital.select("select id from patient", 2, "id"))))
                .isInstanceOf(LegacyProblem.class)
                .hasMessageContaining("is not unique as the database compares it");
    }

    @Test
    default void aDatabaseThatCannotBeReachedIsAProblemThatNamesItsProperties() {
        LegacyHospital hospital = hospital();

        List<String> problems = hospital.problems(LegacyHospital.select("select id from nowhere", 10, "id"));

        assertThat(problems).hasSize(1).first().asString().contains("legacy.oldhis: sql/patients.sql cannot be read");
    }

    static String value(Row row, String column) {
        return row.find(column).orElseThrow(() -> new AssertionError(column + " has no value"));
    }
}
