package io.caravan.backfill;

import static io.caravan.backfill.ConvergenceFixture.msh;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.caravan.backfill.Backfill.Order;
import io.caravan.backfill.Backfill.State;
import io.caravan.backfill.Coexistence.Deletes;
import io.caravan.ledger.Outcome;
import io.caravan.message.DataClass;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Live feed and backfill meet in the ledger, whichever comes first. */
class ConvergenceTest {
    private static final String PATIENTS =
            "select mrn as patient_id, family as family_name, city as city, changed as version from patient";
    private static final DateTimeFormatter HL7 = DateTimeFormatter.ofPattern("yyyyMMddHHmmss");
    private static final DateTimeFormatter SQL = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");
    private static final Optional<String> VERSION = Optional.of("version");

    @TempDir
    Path folder;

    private ConvergenceFixture hospital;

    @AfterEach
    void close() {
        hospital.close();
    }

    static Stream<LegacyHospital> everyDatabase() {
        return Stream.of(LegacyHospital.onPostgres(), LegacyHospital.onMariaDb(), LegacyHospital.onH2());
    }

    private void patients(LegacyHospital at, int count) {
        hospital = new ConvergenceFixture(at, folder);
        at.execute("create table patient (mrn varchar(20) primary key, family varchar(40), city varchar(40), changed "
                + at.localTimestamp() + ")");
        for (int i = 1; i <= count; i++) {
            at.execute(
                    "insert into patient values ('M" + i + "', 'FAMILY" + i + "', 'OLDTOWN', '2026-01-02 03:04:05')");
        }
    }

    private static LegacySelect versioned() {
        return ConvergenceFixture.select(DataClass.ADT, PATIENTS, "patient_id", VERSION);
    }

    private static LegacySelect unversioned() {
        String sql = "select mrn as patient_id, family as family_name, city as city from patient";
        return ConvergenceFixture.select(DataClass.ADT, sql, "patient_id", Optional.empty());
    }

    private static ZonedDateTime now() {
        return ZonedDateTime.now(LegacyHospital.ZONE);
    }

    private Outcome update(String number, String family, ZonedDateTime recorded) {
        String at = recorded.format(HL7);
        return hospital.message(
                DataClass.ADT,
                msh("ADT^A08", at),
                "EVN|A08|" + at,
                "PID|1||" + number + "^^^HOSP^MR||" + family + "^ANY",
                "PV1|1|N");
    }

    @Test
    @DisplayName("§6.3(1): a run is refused while nothing hears what changes, unless nobody works there any more")
    void aRunWithoutAFeedIsRefused() {
        patients(LegacyHospital.onPostgres(), 3);
        FeedWatch deaf = new FeedWatch(Set.of(DataClass.LABS), List.of());
        BackfillPlan plan = new BackfillPlan(List.of(hospital.hospital.database()), List.of(versioned()));
        Backfill backfill = hospital.open(plan, deaf);
        hospital.attach(DataClass.ADT);

        assertThat(catchThrowable(() -> backfill.start(DataClass.ADT)))
                .isInstanceOf(BackfillRefused.class)
                .hasMessageContaining("Nothing listens to live messages of adt")
                .hasMessageContaining("legacy.oldhis.feed=none");
        assertThat(backfill.check()).hasSize(1).first().asString().contains("Nothing listens");
        backfill.close();

        Coexistence alone = new Coexistence(Duration.ZERO, Duration.ZERO, Optional.empty(), Deletes.DEFAULT, false);
        hospital.open(new BackfillPlan(plan.databases(), plan.selects(), Map.of("oldhis", alone), List.of()), deaf);
        hospital.attach(DataClass.ADT);
        hospital.run(DataClass.ADT, Order.ALL);
        assertThat(hospital.counts(DataClass.ADT).applied()).isEqualTo(3);
    }

    @ParameterizedTest
    @MethodSource("everyDatabase")
    @DisplayName("§6.3(2): each page keeps when it was read by the old database's clock, its count and its digest")
    void eachPageKeepsItsWatermarks(LegacyHospital at) {
        patients(at, 25);
        hospital.open(ConvergenceFixture.atOnce(), versioned());
        hospital.attach(DataClass.ADT);

        hospital.run(DataClass.ADT, Order.ALL);

        assertThat(hospital.strings("select row_count::text from segment order by ordinal"))
                .containsExactly("10", "10", "5");
        assertThat(hospital.number("select count(*) from segment where low_at <= high_at and length(digest) = 32"
                        + " and abs(extract(epoch from started_at - low_at)) < 30"))
                .isEqualTo(3);
        assertThat(hospital.number("select count(*) from segment a join segment b on b.ordinal = a.ordinal + 1"
                        + " where b.low_at < a.high_at"))
                .isZero();
        assertThat(hospital.status(DataClass.ADT).sources().get(0).reading().clockDifference())
                .isBetween(Duration.ofSeconds(-30), Duration.ofSeconds(30));
    }

    @ParameterizedTest
    @MethodSource("everyDatabase")
    @DisplayName(
            "§6.3(3): a run since the last one reads what changed, less the longest transaction, and rows that do not tell")
    void aRunSinceTheLastOneReadsLittle(LegacyHospital at) {
        patients(at, 25);
        Backfill backfill = hospital.open(ConvergenceFixture.atOnce(), versioned());
        hospital.attach(DataClass.ADT);
        assertThat(catchThrowable(() -> backfill.start(DataClass.ADT, Order.SINCE_LAST)))
                .hasMessageContaining("run caravan backfill start adt first");
        hospital.run(DataClass.ADT, Order.ALL);
        String inAWhile = now().format(SQL);
        String beforeTheRun = now().minusMinutes(2).format(SQL);
        String longAgo = now().minusMinutes(20).format(SQL);
        at.execute(
                "update patient set city = 'NEWTOWN', changed = '" + inAWhile + "' where mrn = 'M3'",
                "update patient set city = 'COMMITTED LATE', changed = '" + beforeTheRun + "' where mrn = 'M4'",
                "update patient set city = 'UNSEEN', changed = '" + longAgo + "' where mrn = 'M5'",
                "update patient set city = 'UNTOLD', changed = null where mrn = 'M6'");

        hospital.run(DataClass.ADT, Order.SINCE_LAST);

        assertThat(hospital.status(DataClass.ADT).rows()).isEqualTo(3);
        assertThat(hospital.patient("M3")).contains("NEWTOWN");
        assertThat(hospital.patient("M4")).contains("COMMITTED LATE");
        assertThat(hospital.patient("M5")).contains("OLDTOWN");
        assertThat(hospital.patient("M6")).contains("UNTOLD");
        Map<String, String> before = hospital.target();
        hospital.run(DataClass.ADT, Order.SINCE_LAST);
        assertThat(hospital.target()).isEqualTo(before);
        assertThat(hospital.counts(DataClass.ADT).residual()).isZero();
    }

    @Test
    @DisplayName("§6.3(3): a version that the database cannot compare is compared row by row")
    void aVersionInTextIsComparedRowByRow() {
        patients(LegacyHospital.onPostgres(), 25);
        String sql =
                "select mrn as patient_id, city as city, to_char(changed, 'YYYYMMDDHH24MISS') as version from patient";
        hospital.open(
                ConvergenceFixture.atOnce(), ConvergenceFixture.select(DataClass.ADT, sql, "patient_id", VERSION));
        hospital.attach(DataClass.ADT);
        hospital.run(DataClass.ADT, Order.ALL);
        hospital.hospital.execute(
                "update patient set city = 'NEWTOWN', changed = '" + now().format(SQL) + "' where mrn = 'M9'");

        hospital.run(DataClass.ADT, Order.SINCE_LAST);

        assertThat(hospital.status(DataClass.ADT).rows()).isEqualTo(1);
        assertThat(hospital.patient("M9")).contains("NEWTOWN");
    }

    @Test
    @DisplayName("§6.3(3): rows without a version column can only be read whole, and it is said so")
    void rowsWithoutAVersionCannotBeReadSince() {
        patients(LegacyHospital.onPostgres(), 3);
        Backfill backfill = hospital.open(ConvergenceFixture.atOnce(), unversioned());
        hospital.attach(DataClass.ADT);
        hospital.run(DataClass.ADT, Order.ALL);

        assertThat(catchThrowable(() -> backfill.start(DataClass.ADT, Order.SINCE_LAST)))
                .hasMessageContaining("start without --since-last");
    }

    @Test
    @DisplayName("§6.3(4): pages wait for the settle time, many at once, and a restart reads again what waited")
    void pagesWaitForTheSettleTime() {
        patients(LegacyHospital.onPostgres(), 45);
        Coexistence patient =
                ConvergenceFixture.coexistence(Duration.ZERO, Duration.ZERO, Duration.ofHours(1), Deletes.DEFAULT);
        Backfill first = hospital.open(patient, unversioned());
        hospital.attach(DataClass.ADT);
        first.start(DataClass.ADT);
        await().atMost(ConvergenceFixture.LIMIT)
                .until(() -> hospital.status(DataClass.ADT).state() == State.WAITING);

        assertThat(hospital.status(DataClass.ADT).reason())
                .startsWith("for the feed to pass what was read: until ")
                .endsWith("(legacy.oldhis.settle)");
        assertThat(hospital.number("select count(*) from segment where not done"))
                .isEqualTo(5);
        assertThat(hospital.number("select count(*) from resource")).isZero();
        first.close();

        Coexistence quick =
                ConvergenceFixture.coexistence(Duration.ZERO, Duration.ZERO, Duration.ofMillis(300), Deletes.DEFAULT);
        hospital.open(quick, unversioned());
        hospital.attach(DataClass.ADT);
        hospital.awaitDone(DataClass.ADT);
        assertThat(hospital.counts(DataClass.ADT).applied()).isEqualTo(45);
        assertThat(hospital.number("select count(*) from segment where attempts > 1"))
                .isEqualTo(5);
        assertThat(hospital.number("select count(*) from segment where finished_at < high_at + interval '0.3 seconds'"))
                .isZero();
    }

    @Test
    @DisplayName(
            "§6.3(4): nothing is read before the watermark patient has come by the feed, and each page waits for it")
    void pagesWaitForTheWatermarkPatient() {
        patients(LegacyHospital.onPostgres(), 15);
        hospital.hospital.execute("insert into patient values ('WM', 'WATERMARK', 'token', '2026-01-02 03:04:05')");
        Watermark mark = new Watermark(
                DataClass.ADT,
                "oldhis",
                new LegacySelect.SqlFile("watermark.sql", "update patient set city = ? where mrn = 'WM'"),
                "WM");
        hospital.open(
                new BackfillPlan(List.of(hospital.hospital.database()), List.of(versioned()), Map.of(), List.of(mark)));
        hospital.attach(DataClass.ADT);

        hospital.status(DataClass.ADT);
        startAndWait();
        assertThat(hospital.status(DataClass.ADT).reason()).startsWith("for the watermark patient on the feed of adt");
        assertThat(hospital.number("select count(*) from segment")).isZero();

        assertThat(feedBringsTheMark()).isEqualTo(Outcome.EXCLUDED);
        await().atMost(ConvergenceFixture.LIMIT)
                .until(() -> hospital.number("select count(*) from segment where not done") == 2);
        assertThat(hospital.number("select count(*) from resource")).isZero();
        update("M1", "UNRELATED", now());
        assertThat(hospital.number("select count(*) from segment where done")).isZero();

        await().atMost(ConvergenceFixture.LIMIT).until(() -> {
            feedBringsTheMark();
            return hospital.status(DataClass.ADT).state() == State.DONE;
        });
        assertThat(hospital.counts(DataClass.ADT).applied()).isEqualTo(16);
        assertThat(hospital.counts(DataClass.ADT).excluded()).isGreaterThanOrEqualTo(2);
        assertThat(hospital.counts(DataClass.ADT).residual()).isZero();
        assertThat(hospital.patient("WM")).isEqualTo("absent");
    }

    private void startAndWait() {
        hospital.start(DataClass.ADT, Order.ALL);
        await().atMost(ConvergenceFixture.LIMIT)
                .until(() -> hospital.status(DataClass.ADT).state() == State.WAITING);
    }

    /** What the old application sends when the patient's row changes. */
    private Outcome feedBringsTheMark() {
        String at = now().format(HL7);
        return hospital.message(
                DataClass.ADT,
                msh("ADT^A08", at),
                "EVN|A08|" + at,
                "PID|1||WM^^^HOSP^MR||WATERMARK^ANY||||||^^"
                        + hospital.city("WM").toLowerCase(java.util.Locale.ROOT),
                "PV1|1|N");
    }

    @Test
    @DisplayName(
            "§6.3(4): an UPDATE that would change other rows than the watermark patient's is taken back and refused")
    void aWatermarkThatChangesPatientsIsRefused() {
        patients(LegacyHospital.onPostgres(), 3);
        Watermark mark = new Watermark(
                DataClass.ADT,
                "oldhis",
                new LegacySelect.SqlFile("watermark.sql", "update patient set city = ?"),
                "WM");
        hospital.open(
                new BackfillPlan(List.of(hospital.hospital.database()), List.of(versioned()), Map.of(), List.of(mark)));
        hospital.attach(DataClass.ADT);

        hospital.start(DataClass.ADT, Order.ALL);

        await().atMost(ConvergenceFixture.LIMIT)
                .until(() -> hospital.status(DataClass.ADT).state() == State.FAILED);
        assertThat(hospital.status(DataClass.ADT).reason()).contains("watermark.sql would change 3 rows");
        assertThat(hospital.city("M1")).isEqualTo("OLDTOWN");
    }

    @Test
    @DisplayName(
            "§6.3(5): a newer row wins for all its columns and its NULL clears; a column that is not there changes nothing")
    void aNewerRowsNullClears() {
        patients(LegacyHospital.onPostgres(), 2);
        update("M1", "FED", now().minusDays(9));
        hospital.message(
                DataClass.ADT,
                msh("ADT^A08", "20250101000000"),
                "EVN|A08|20250101000000",
                "PID|1||M1^^^HOSP^MR||FED^ANY||19500102|F|||^^FEEDTOWN",
                "PV1|1|N");
        hospital.hospital.execute("update patient set city = null, changed = '" + now().format(SQL) + "'");
        hospital.open(ConvergenceFixture.atOnce(), versioned());
        hospital.attach(DataClass.ADT);

        hospital.run(DataClass.ADT, Order.ALL);

        assertThat(hospital.patient("M1"))
                .contains("FAMILY1", "1950-01-02", "\"female\"")
                .doesNotContain("FEEDTOWN", "FED");
    }

    @Test
    @DisplayName(
            "§6.3(6): within the clock skew the message wins whichever comes first, and a row that meets it leaves a finding")
    void withinTheSkewTheMessageWins() {
        patients(LegacyHospital.onPostgres(), 3);
        ZonedDateTime time = now().minusHours(1);
        hospital.hospital.execute("update patient set changed = '" + time.format(SQL) + "'");
        Coexistence skewed =
                ConvergenceFixture.coexistence(Duration.ZERO, Duration.ofSeconds(30), Duration.ZERO, Deletes.DEFAULT);
        hospital.open(skewed, versioned());
        hospital.attach(DataClass.ADT);
        update("M1", "FEDBEFORE", time.minusSeconds(30));
        update("M2", "FEDLONGBEFORE", time.minusSeconds(31));

        hospital.run(DataClass.ADT, Order.ALL);
        update("M3", "FEDBEFORE", time.minusSeconds(29));

        assertThat(hospital.patient("M1")).contains("FEDBEFORE");
        assertThat(hospital.patient("M2")).contains("FAMILY2");
        assertThat(hospital.patient("M3")).contains("FEDBEFORE");
        assertThat(hospital.findings()).containsExactly("clock-skew name");
    }

    @Test
    @DisplayName(
            "§6.3(7): without a version column, what the feed says after the low watermark wins, and what it said before loses")
    void withoutAVersionTheFeedWinsFromTheLowWatermarkOn() {
        patients(LegacyHospital.onPostgres(), 3);
        hospital.open(ConvergenceFixture.atOnce(), unversioned());
        hospital.attach(DataClass.ADT);
        update("M1", "FEDBEFORE", now().minusHours(1));
        update("M2", "FEDAFTER", now().plusMinutes(1));

        hospital.run(DataClass.ADT, Order.ALL);
        update("M3", "FEDAFTER", now().plusMinutes(1));

        assertThat(hospital.patient("M1")).contains("FAMILY1");
        assertThat(hospital.patient("M2")).contains("FEDAFTER", "OLDTOWN");
        assertThat(hospital.patient("M3")).contains("FEDAFTER", "OLDTOWN");

        hospital.run(DataClass.ADT, Order.ALL);
        assertThat(hospital.patient("M2")).contains("FEDAFTER");
    }

    @Test
    @DisplayName("§6.3(9): what comes late by the feed is applied by its version, field by field")
    void lateArrivalsApplyByVersion() {
        patients(LegacyHospital.onPostgres(), 1);
        hospital.open(ConvergenceFixture.atOnce(), versioned());
        hospital.attach(DataClass.ADT);
        hospital.run(DataClass.ADT, Order.ALL);

        hospital.message(
                DataClass.ADT,
                msh("ADT^A08", "20250101000000"),
                "EVN|A08|20250101000000",
                "PID|1||M1^^^HOSP^MR||LATEANDOLD^ANY||19500102",
                "PV1|1|N");

        assertThat(hospital.patient("M1")).contains("FAMILY1", "1950-01-02").doesNotContain("LATEANDOLD");
    }

    @Test
    @DisplayName(
            "§6.3(2): a SELECT that fails on its data fails at once, with what to do, and does not pretend to wait")
    void aSelectThatFailsOnItsDataFailsAtOnce() {
        patients(LegacyHospital.onPostgres(), 3);
        hospital.hospital.execute("update patient set city = 'SECRETCITY' where mrn = 'M2'");
        String sql = "select mrn as patient_id, cast(city as integer) as city from patient";
        hospital.open(
                ConvergenceFixture.atOnce(),
                ConvergenceFixture.select(DataClass.ADT, sql, "patient_id", Optional.empty()));
        hospital.attach(DataClass.ADT);

        hospital.start(DataClass.ADT, Order.ALL);

        await().atMost(ConvergenceFixture.LIMIT)
                .until(() -> hospital.status(DataClass.ADT).state() == State.FAILED);
        assertThat(hospital.status(DataClass.ADT).reason())
                .contains("adt.sql fails in legacy.oldhis (SQL state 22P02)")
                .contains("repair the row or the SELECT, then resume")
                .doesNotContain("SECRETCITY", "OLDTOWN");
    }
}
