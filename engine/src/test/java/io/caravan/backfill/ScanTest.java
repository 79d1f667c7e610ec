package io.caravan.backfill;

import static io.caravan.backfill.ConvergenceFixture.msh;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.caravan.backfill.Backfill.Kind;
import io.caravan.backfill.Backfill.Order;
import io.caravan.backfill.Backfill.State;
import io.caravan.backfill.Coexistence.Deletes;
import io.caravan.backfill.Coexistence.OnDelete;
import io.caravan.fold.ResourceType;
import io.caravan.message.DataClass;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A SELECT cannot see what is no longer there; a scan of its keys can. */
class ScanTest {
    private static final DateTimeFormatter HL7 = DateTimeFormatter.ofPattern("yyyyMMddHHmmss");
    private static final Order CONFIRMED = new Order(Kind.SCAN, true);
    private static final String NUMBERS = "urn:oid:2.999.1";
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

    private static Coexistence deletes(OnDelete onDelete, double mostPercent) {
        return ConvergenceFixture.coexistence(
                Duration.ZERO, Duration.ZERO, Duration.ZERO, new Deletes(onDelete, mostPercent));
    }

    private static LegacySelect patients() {
        return ConvergenceFixture.select(
                DataClass.ADT,
                "select mrn as patient_id, family as family_name, changed as version from patient",
                "patient_id",
                VERSION);
    }

    private void patients(LegacyHospital at, int count) {
        hospital = new ConvergenceFixture(at, folder);
        at.execute("create table patient (mrn varchar(20) primary key, family varchar(40), changed "
                + at.localTimestamp() + ")");
        for (int i = 1; i <= count; i++) {
            at.execute("insert into patient values ('M" + i + "', 'FAMILY" + i + "', '2026-01-02 03:04:05')");
        }
    }

    private void update(String number, ZonedDateTime recorded) {
        String at = recorded.format(HL7);
        hospital.message(
                DataClass.ADT,
                msh("ADT^A08", at),
                "EVN|A08|" + at,
                "PID|1||" + number + "^^^HOSP^MR||FED^ANY",
                "PV1|1|N");
    }

    private long gone() {
        return hospital.number("select count(*) from finding where code = 'row-gone'");
    }

    @ParameterizedTest
    @MethodSource("everyDatabase")
    @DisplayName(
            "§6.3(8): a scan of keys finds the row that is gone, once, and changes nothing unless it is declared to")
    void aScanFindsWhatIsGone(LegacyHospital at) {
        patients(at, 120);
        Backfill backfill = hospital.open(deletes(OnDelete.FINDING, 1), patients());
        hospital.attach(DataClass.ADT);
        assertThat(catchThrowable(() -> backfill.start(DataClass.ADT, Order.SCAN)))
                .hasMessageContaining("run caravan backfill start adt first");
        hospital.run(DataClass.ADT, Order.ALL);
        at.execute("delete from patient where mrn in ('M7', 'M77')", "insert into patient values ('N1', 'NEW', null)");
        Map<String, String> before = hospital.target();

        hospital.run(DataClass.ADT, Order.SCAN);

        assertThat(hospital.findings()).containsExactly("row-gone adt.sql", "row-gone adt.sql");
        assertThat(hospital.strings("select distinct length(row_key)::text from finding"))
                .containsExactly("32");
        assertThat(hospital.target()).isEqualTo(before);
        assertThat(hospital.status(DataClass.ADT).rows()).isEqualTo(119);
        assertThat(hospital.status(DataClass.ADT).sources().get(0).reading().kind())
                .isEqualTo(Kind.SCAN);
        hospital.run(DataClass.ADT, Order.SCAN);
        assertThat(gone()).isEqualTo(2);
        hospital.run(DataClass.ADT, Order.ALL);
        hospital.run(DataClass.ADT, Order.SCAN);
        assertThat(gone()).isEqualTo(2);
        assertThat(hospital.counts(DataClass.ADT).residual()).isZero();
    }

    @Test
    @DisplayName(
            "§6.3(8): a row that is gone ends what it brought, what the feed says later brings it back, and a new row too")
    void aTombstoneGivesWayToNewerFacts() {
        patients(LegacyHospital.onPostgres(), 120);
        hospital.open(deletes(OnDelete.FINDING, 1), patients()).start(DataClass.ADT);
        hospital.attach(DataClass.ADT);
        hospital.awaitDone(DataClass.ADT);
        hospital.hospital.execute("delete from patient where mrn in ('M1', 'M2', 'M3')");
        hospital.run(DataClass.ADT, Order.SCAN);
        assertThat(hospital.patient("M1")).contains("\"active\":true");

        update("M2", ZonedDateTime.now(LegacyHospital.ZONE).plusMinutes(1));
        hospital.reopen(deletes(OnDelete.TOMBSTONE, 5), patients());
        hospital.attach(DataClass.ADT);
        hospital.run(DataClass.ADT, Order.SCAN);

        assertThat(hospital.patient("M1")).contains("\"active\":false", "FAMILY1");
        assertThat(hospital.patient("M2")).contains("\"active\":true");
        assertThat(hospital.patient("M3")).contains("\"active\":false");
        assertThat(hospital.patient("M4")).contains("\"active\":true");
        update("M1", ZonedDateTime.now(LegacyHospital.ZONE).plusMinutes(1));
        assertThat(hospital.patient("M1")).contains("\"active\":true");
        hospital.hospital.execute("insert into patient values ('M3', 'BACKAGAIN', null)");
        hospital.run(DataClass.ADT, Order.ALL);
        assertThat(hospital.patient("M3")).contains("\"active\":true", "BACKAGAIN");
        hospital.hospital.execute("delete from patient where mrn = 'M3'");
        hospital.run(DataClass.ADT, Order.SCAN);
        assertThat(hospital.patient("M3")).contains("\"active\":false");
        assertThat(hospital.counts(DataClass.ADT).residual()).isZero();
        assertThat(hospital.strings("select code || place || row_key from finding"))
                .noneMatch(text -> text.contains("M1") || text.contains("FAMILY"));
    }

    @Test
    @DisplayName(
            "§6.3(8): where more is gone than anybody expects, nothing becomes a tombstone until somebody confirms it")
    void tooManyTombstonesAreRefused() {
        patients(LegacyHospital.onPostgres(), 50);
        hospital.open(deletes(OnDelete.TOMBSTONE, 1), patients());
        hospital.attach(DataClass.ADT);
        hospital.run(DataClass.ADT, Order.ALL);
        hospital.hospital.execute("delete from patient where mrn in ('M1', 'M2', 'M3')");
        Map<String, String> before = hospital.target();

        hospital.start(DataClass.ADT, Order.SCAN);
        await().atMost(ConvergenceFixture.LIMIT)
                .until(() -> hospital.status(DataClass.ADT).state() == State.FAILED);

        assertThat(hospital.status(DataClass.ADT).reason())
                .isEqualTo(
                        "3 of 50 rows of adt.sql are gone (6.0 %), more than the 1 % that legacy.oldhis.deletes-percent"
                                + " allows; nothing was changed. If it is right, say so: caravan backfill scan adt --confirm");
        assertThat(hospital.target()).isEqualTo(before);
        assertThat(gone()).isZero();
        hospital.run(DataClass.ADT, CONFIRMED);
        assertThat(hospital.patient("M2")).contains("\"active\":false");
        assertThat(gone()).isEqualTo(3);
    }

    @Test
    @DisplayName("§6.3(8): a scan goes on where it was interrupted, and buries no row twice")
    void aScanGoesOn() {
        patients(LegacyHospital.onPostgres(), 450);
        hospital.open(deletes(OnDelete.TOMBSTONE, 100), patients());
        hospital.attach(DataClass.ADT);
        hospital.run(DataClass.ADT, Order.ALL);
        hospital.hospital.execute("delete from patient where mrn like 'M1%'");
        long read = hospital.counts(DataClass.ADT).read();
        hospital.start(DataClass.ADT, Order.SCAN);
        await().atMost(ConvergenceFixture.LIMIT)
                .pollInterval(Duration.ofMillis(2))
                .until(() -> hospital.number(
                                "select count(*) from segment join backfill_run on backfill_run.id = run_id where kind = 2")
                        > 0);
        hospital.reopen(deletes(OnDelete.TOMBSTONE, 100), patients());
        hospital.attach(DataClass.ADT);
        hospital.awaitDone(DataClass.ADT);

        assertThat(gone()).isEqualTo(111);
        assertThat(hospital.counts(DataClass.ADT).read()).isEqualTo(read + 111);
        assertThat(hospital.counts(DataClass.ADT).residual()).isZero();
        assertThat(hospital.number("select count(*) from segment where not done"))
                .isZero();
    }

    @Test
    @DisplayName("§6.3(8): what another row still stands for does not end when one of its rows is gone")
    void aResourceOfTwoRowsStays() {
        patients(LegacyHospital.onPostgres(), 0);
        hospital.hospital.execute(
                "create table link (id int primary key, mrn varchar(20))",
                "insert into link values (1, 'M1'), (2, 'M1')");
        LegacySelect links = ConvergenceFixture.select(
                DataClass.ADT, "select id, mrn as patient_id from link", "id", Optional.empty());
        hospital.open(deletes(OnDelete.TOMBSTONE, 100), links);
        hospital.attach(DataClass.ADT);
        hospital.run(DataClass.ADT, Order.ALL);
        hospital.hospital.execute("delete from link where id = 1");

        hospital.run(DataClass.ADT, Order.SCAN);

        assertThat(gone()).isZero();
        assertThat(hospital.patient("M1")).contains("\"active\":true");
    }

    @Test
    @DisplayName("§6.3(8): allergies and visits that are gone stay readable, as an error and as cancelled")
    void allergiesAndVisitsThatAreGone() {
        patients(LegacyHospital.onPostgres(), 0);
        hospital.hospital.execute(
                "create table fact (id int primary key, visit varchar(9), allergy varchar(9))",
                "insert into fact values (1, 'V1', null), (2, null, 'NUTS')");
        LegacySelect facts = ConvergenceFixture.select(
                DataClass.ADT,
                "select id, 'M1' as patient_id, visit as visit_number, allergy as allergy_name from fact",
                "id",
                Optional.empty());
        hospital.open(deletes(OnDelete.TOMBSTONE, 100), facts);
        hospital.attach(DataClass.ADT);
        hospital.run(DataClass.ADT, Order.ALL);
        assertThat(hospital.target().values()).anyMatch(json -> json.contains("\"clinicalStatus\""));
        hospital.hospital.execute("delete from fact");

        hospital.run(DataClass.ADT, Order.SCAN);

        assertThat(hospital.target().values())
                .anyMatch(json -> json.contains("AllergyIntolerance")
                        && json.contains("\"entered-in-error\"")
                        && !json.contains("clinicalStatus"))
                .anyMatch(json -> json.contains("\"Encounter\"") && json.contains("\"cancelled\""));
        assertThat(hospital.patient("M1")).contains("\"active\":true");
    }

    @Test
    @DisplayName(
            "§6.3(8): a visit that got another number does not end with the row of its old one, nor a patient with a new number")
    void whatGotAnotherNumberGoesOn() {
        patients(LegacyHospital.onPostgres(), 0);
        hospital.hospital.execute(
                "create table visit (no varchar(9) primary key, mrn varchar(9))",
                "insert into visit values ('VP', 'M1'), ('V9', 'M9')");
        LegacySelect visits = ConvergenceFixture.select(
                DataClass.ADT,
                "select no as visit_number, mrn as patient_id from visit",
                "visit_number",
                Optional.empty());
        hospital.open(deletes(OnDelete.TOMBSTONE, 100), visits);
        hospital.attach(DataClass.ADT);
        hospital.run(DataClass.ADT, Order.ALL);
        String at = ZonedDateTime.now(LegacyHospital.ZONE).format(HL7);
        hospital.message(
                DataClass.ADT,
                msh("ADT^A01", at),
                "EVN|A01|" + at,
                "PID|1||M1^^^HOSP^MR||FED^ANY",
                "PV1|1|I|||VP^^^HOSP||||||||||||||V1^^^HOSP");
        hospital.hospital.execute("update visit set no = 'V1' where no = 'VP'", "delete from visit where no = 'V9'");
        hospital.run(DataClass.ADT, Order.ALL);

        hospital.run(DataClass.ADT, Order.SCAN);

        assertThat(gone()).isEqualTo(2);
        assertThat(hospital.json(ResourceType.ENCOUNTER, NUMBERS, "V1")).contains("\"status\":\"in-progress\"");
        assertThat(hospital.json(ResourceType.ENCOUNTER, NUMBERS, "V9")).contains("\"status\":\"cancelled\"");
    }

    @Test
    @DisplayName("§6.3(8): orders, results and prescriptions that are gone are entered in error")
    void ordersResultsAndPrescriptionsThatAreGone() {
        patients(LegacyHospital.onPostgres(), 0);
        hospital.hospital.execute(
                "create table item (no varchar(9) primary key)", "insert into item values ('P1'), ('P2')");
        String from = " from item";
        String mrn = "select no as order_number, 'M1' as patient_id, ";
        Map<DataClass, String> selects = Map.of(
                DataClass.ORDERS, mrn + "'GLU' as code, 'A' as status" + from,
                DataClass.LABS, mrn + "no as filler_number, 'GLU' as test_code, '5' as value, 'F' as status" + from,
                DataClass.MEDICATIONS, mrn + "'ASA' as drug_code, 'active' as status" + from);
        hospital.open(
                deletes(OnDelete.TOMBSTONE, 100),
                selects.entrySet().stream()
                        .map(one -> ConvergenceFixture.select(
                                one.getKey(), one.getValue(), "order_number", Optional.empty()))
                        .toArray(LegacySelect[]::new));
        selects.keySet().forEach(dataClass -> {
            hospital.attach(dataClass);
            hospital.run(dataClass, Order.ALL);
        });
        hospital.hospital.execute("delete from item where no = 'P1'");

        selects.keySet().forEach(dataClass -> hospital.run(dataClass, Order.SCAN));

        for (ResourceType type : new ResourceType[] {
            ResourceType.SERVICE_REQUEST, ResourceType.OBSERVATION, ResourceType.MEDICATION_REQUEST
        }) {
            assertThat(hospital.target().entrySet().stream()
                            .filter(one -> one.getKey().startsWith(type + "/"))
                            .map(one -> one.getValue().contains("\"status\":\"entered-in-error\"")))
                    .as(type.toString())
                    .containsExactlyInAnyOrder(true, false);
        }
    }
}
