package io.caravan.acceptance;

import io.caravan.hospital.Hospital;
import io.caravan.hospital.LegacyDatabase;
import io.caravan.testkit.PostgresServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** An old database, outside Caravan's data folder, that holds the canary in good rows and in bad ones. */
final class CanaryLegacy {
    private final PostgresServer.TestDatabase database = PostgresServer.shared().create();

    CanaryLegacy() throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            new LegacyDatabase(Hospital.of(3, 1)).fill(connection);
            for (String table : List.of("patients", "orders", "medications")) {
                statement.execute("delete from " + table);
            }
            statement.execute(
                    "insert into patients values ('%s', '%s', '%s', '1980-01-01', 'F', '%s', 'Troy', 'NY', '12180', '%s', 'S', null, 0, now())"
                            .formatted(Canary.MRN, Canary.FAMILY, Canary.GIVEN, Canary.STREET, Canary.PHONE));
            statement.execute("insert into orders values ('L-1', '', '%s', 'CBC', '%s', 'CM', 'R', now(), '%s', now())"
                    .formatted(Canary.MRN, Canary.FAMILY, Canary.FAMILY));
            for (String[] row : new String[][] {{"L-2", "0.5"}, {Canary.VISIT, Canary.FAMILY}}) {
                statement.execute(
                        "insert into medications values ('%s', '%s', '%s', '197361', 'RXNORM', 'Amlodipine', '%s', 'mg', 'PO', 'QD', now(), null, 'IP', now())"
                                .formatted(row[0], row[0], Canary.MRN, row[1]));
            }
        }
    }

    /** The shipped configuration, and a SELECT that fails at a row with the row's value in the server's message. */
    static Path config(Path folder) throws IOException {
        Path shipped = Repository.root().resolve("config");
        try (Stream<Path> all = Files.walk(shipped)) {
            for (Path file : all.toList()) {
                Files.copy(file, folder.resolve(shipped.relativize(file).toString()));
            }
        }
        Files.writeString(
                folder.resolve("sql").resolve("failing.sql"),
                "select order_number as order_number, mrn as patient_id, cast(name as integer) as code from orders\n");
        return folder;
    }

    List<String> settings() {
        List<String> settings = new ArrayList<>();
        for (String name : List.of("hospital", "failing")) {
            settings.addAll(List.of(
                    "legacy." + name + ".url=" + database.url(),
                    "legacy." + name + ".user=" + database.user(),
                    "legacy." + name + ".password=" + database.password(),
                    "source." + name + ".zone=America/New_York",
                    "source." + name + ".authority.patient=HOSP",
                    "source." + name + ".authority.placer=HOSP",
                    "source." + name + ".authority.filler=LAB"));
        }
        settings.addAll(List.of(
                "backfill.adt.hospital.sql=adt.sql",
                "backfill.adt.hospital.key=patient_id",
                "backfill.adt.hospital.version=version",
                "backfill.medications.hospital.sql=medications.sql",
                "backfill.medications.hospital.key=order_number",
                "backfill.medications.hospital.version=version",
                "backfill.orders.failing.sql=failing.sql",
                "backfill.orders.failing.key=order_number"));
        return settings;
    }
}
