package io.caravan.bench;

import io.caravan.hospital.Hospital;
import io.caravan.hospital.LegacyDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.TreeMap;

/** The sample hospital's old database with many results, of which a round shows only its own. */
final class LegacyResults {
    private static final String DATABASE = "legacy";
    private static final int ORDERS = 3;
    private static final int RESULTS_PER_PATIENT = ORDERS * 5;

    private final Postgres postgres;

    LegacyResults(Postgres postgres) {
        this.postgres = postgres;
    }

    /** Fills it with at least so many results, and hides them all. */
    void fill(long results) throws SQLException {
        postgres.createDatabase(DATABASE);
        int patients = (int) ((results + RESULTS_PER_PATIENT - 1) / RESULTS_PER_PATIENT);
        try (Connection connection = postgres.connect(DATABASE)) {
            new LegacyDatabase(new Hospital(7, patients, ORDERS)).fill(connection);
        }
        postgres.execute(
                DATABASE,
                "create table hidden as select row_number() over (order by result_id) as n, results.* from results",
                "create unique index on hidden (n)",
                "vacuum analyze hidden",
                "vacuum analyze orders");
    }

    /** Shows the results from one number up to another, the first not included. */
    void show(long after, long upTo) throws SQLException {
        postgres.execute(
                DATABASE,
                "truncate results",
                "create temporary table shown as select * from hidden where n > " + after + " and n <= " + upTo,
                "alter table shown drop column n",
                "insert into results select * from shown",
                "vacuum analyze results");
    }

    /** How Caravan is told of it. */
    Map<String, String> settings() {
        return settings(postgres.url(DATABASE), postgres.user(), postgres.password());
    }

    /** How Caravan is told of the sample hospital's results at an address. */
    static Map<String, String> settings(String url, String user, String password) {
        Map<String, String> settings = new TreeMap<>();
        settings.put("legacy.hospital.url", url);
        settings.put("legacy.hospital.user", user);
        settings.put("legacy.hospital.password", password);
        settings.put("source.hospital.zone", "America/New_York");
        settings.put("source.hospital.authority.patient", "HOSP");
        settings.put("source.hospital.authority.placer", "HOSP");
        settings.put("source.hospital.authority.filler", "LAB");
        settings.put("backfill.labs.hospital.sql", "labs.sql");
        settings.put("backfill.labs.hospital.key", "result_id");
        settings.put("backfill.labs.hospital.version", "version");
        return settings;
    }
}
