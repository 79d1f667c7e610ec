package io.caravan.hospital;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDateTime;
import java.util.Iterator;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Fills the hospital's old database, in the SQL that PostgreSQL, MariaDB and H2 share. */
public final class LegacyDatabase {
    private static final int PEOPLE_PER_BATCH = 500;
    private static final LocalDateTime READ_AT = Calendar.SNAPSHOT.minusMinutes(30);

    private final Hospital hospital;

    public LegacyDatabase(Hospital hospital) {
        this.hospital = hospital;
    }

    /** Makes the tables anew and fills them. The connection's auto-commit is off while it does. */
    public void fill(Connection connection) throws SQLException {
        createTables(connection);
        connection.setAutoCommit(false);
        try (Rows rows = new Rows(connection)) {
            Iterator<Person> people = hospital.people().iterator();
            for (int waiting = 1; people.hasNext(); waiting++) {
                rows.add(people.next());
                if (waiting == PEOPLE_PER_BATCH || !people.hasNext()) {
                    rows.flush();
                    connection.commit();
                    waiting = 0;
                }
            }
        } finally {
            connection.setAutoCommit(true);
        }
    }

    private static void createTables(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String sql : script().split(";")) {
                if (!sql.isBlank()) {
                    statement.execute(sql);
                }
            }
        }
    }

    private static String script() {
        try (InputStream in = LegacyDatabase.class.getResourceAsStream("legacy.sql")) {
            if (in == null) {
                throw new IllegalStateException("legacy.sql is missing beside LegacyDatabase");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The prepared inserts of all tables. */
    private static final class Rows implements AutoCloseable {
        private final PreparedStatement patients;
        private final PreparedStatement encounters;
        private final PreparedStatement allergies;
        private final PreparedStatement orders;
        private final PreparedStatement results;
        private final PreparedStatement medications;

        Rows(Connection connection) throws SQLException {
            patients = insert(connection, "patients", 14);
            encounters = insert(connection, "encounters", 9);
            allergies = insert(connection, "allergies", 9);
            orders = insert(connection, "orders", 10);
            results = insert(connection, "results", 18);
            medications = insert(connection, "medications", 14);
        }

        private static PreparedStatement insert(Connection connection, String table, int columns) throws SQLException {
            String marks = "?, ".repeat(columns - 1) + "?";
            return connection.prepareStatement("insert into " + table + " values (" + marks + ")");
        }

        void add(Person person) throws SQLException {
            patient(person, person.mrn());
            if (person.dirt().equals(Optional.of(Person.Dirt.REGISTERED_TWICE))) {
                patient(person, person.otherMrn());
            }
            Person.Visit visit = person.visit();
            batch(
                    encounters,
                    visit.number(),
                    person.mrn(),
                    visit.patientClass(),
                    time(visit.admitted()),
                    visit.discharged().map(Rows::time).orElse(null),
                    visit.ward(),
                    visit.room(),
                    visit.bed(),
                    time(visit.discharged().orElse(visit.admitted())));
            for (Person.Allergy allergy : person.allergies()) {
                batch(
                        allergies,
                        allergy.number(),
                        person.mrn(),
                        allergy.type(),
                        allergy.code(),
                        allergy.name(),
                        allergy.severity(),
                        allergy.reaction(),
                        "A",
                        time(visit.admitted()));
            }
            for (Person.LabOrder order : person.labOrders()) {
                labOrder(person, order);
            }
            for (Person.Prescription one : person.prescriptions()) {
                prescription(person, one);
            }
        }

        private void patient(Person person, String mrn) throws SQLException {
            boolean unknownPhone = person.number() % 17 == 0;
            batch(
                    patients,
                    mrn,
                    person.family(),
                    person.given(),
                    person.birthDate(),
                    person.sex(),
                    person.street(),
                    person.city(),
                    "NY",
                    person.postalCode(),
                    unknownPhone ? null : person.phone(),
                    person.number() % 3 == 0 ? "M" : "S",
                    null,
                    0,
                    time(person.visit().admitted()));
        }

        private void labOrder(Person person, Person.LabOrder order) throws SQLException {
            LocalDateTime reported = order.ordered().plusMinutes(45);
            batch(
                    orders,
                    order.placer(),
                    order.filler(),
                    person.mrn(),
                    order.panel().code(),
                    order.panel().name(),
                    order.isFinal() ? "CM" : "IP",
                    "R",
                    time(order.ordered()),
                    "Dr. Sample",
                    time(reported));
            for (Person.Result result : order.results()) {
                boolean unknown = person.dirt().equals(Optional.of(Person.Dirt.UNKNOWN_CODE));
                batch(
                        results,
                        result.id(),
                        order.placer(),
                        order.filler(),
                        person.mrn(),
                        order.panel().code(),
                        order.panel().name(),
                        unknown ? "Z" + result.test().code() : result.test().code(),
                        result.test().name(),
                        result.value(),
                        "NM",
                        result.test().unit(),
                        result.test().range(),
                        result.flag(),
                        order.isFinal() ? "F" : "P",
                        time(order.ordered().plusMinutes(10)),
                        time(reported),
                        null,
                        time(reported));
            }
        }

        private void prescription(Person person, Person.Prescription one) throws SQLException {
            boolean comma = person.dirt().equals(Optional.of(Person.Dirt.COMMA_DOSE));
            batch(
                    medications,
                    one.placer(),
                    one.number(),
                    person.mrn(),
                    one.drug().code(),
                    "RXNORM",
                    one.drug().name(),
                    comma ? one.dose().replace('.', ',') + ",5" : one.dose(),
                    one.drug().unit(),
                    one.drug().route(),
                    one.drug().frequency(),
                    time(one.start()),
                    one.stop().map(Rows::time).orElse(null),
                    one.status(),
                    time(one.stop().orElse(one.start())));
        }

        /** A local time stays one: through java.sql.Timestamp it would depend on the zone of this process. */
        private static LocalDateTime time(LocalDateTime time) {
            return time.isAfter(READ_AT) ? READ_AT : time;
        }

        private static void batch(PreparedStatement statement, @Nullable Object... values) throws SQLException {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            statement.addBatch();
        }

        void flush() throws SQLException {
            for (PreparedStatement statement : all()) {
                statement.executeBatch();
            }
        }

        private PreparedStatement[] all() {
            return new PreparedStatement[] {patients, encounters, allergies, orders, results, medications};
        }

        @Override
        public void close() throws SQLException {
            for (PreparedStatement statement : all()) {
                statement.close();
            }
        }
    }
}
