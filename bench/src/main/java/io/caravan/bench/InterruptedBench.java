package io.caravan.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.caravan.hospital.Hospital;
import io.caravan.hospital.LegacyDatabase;
import io.caravan.testkit.MariaDbServer;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A backfill that is killed twice on its way, beside one that is left alone: what they end with must be the same. */
@Command(
        name = "interrupted",
        mixinStandardHelpOptions = true,
        description = {
            "Kills (-9) Caravan twice about the middle of a backfill, and compares the target with that of an undisturbed run.",
            "Ends with 0 when nothing is lost or doubled, with 1 otherwise."
        })
final class InterruptedBench implements Callable<Integer> {
    private static final long POLL_MILLIS = 20;
    private static final int ORDERS = 3;
    private static final int RESULTS_PER_PATIENT = ORDERS * 5;
    private static final List<Double> KILLED_AT = List.of(0.4, 0.6);

    @Mixin
    private RunOptions options = new RunOptions();

    @Option(
            names = "--rows",
            defaultValue = "200000",
            description = "Result rows of the old database (default: ${DEFAULT-VALUE}).")
    private int rows = 200_000;

    @Option(
            names = "--database",
            defaultValue = "postgres",
            description = "The old database: postgres or mariadb (default: ${DEFAULT-VALUE}).")
    private OldDatabase database = OldDatabase.postgres;

    /** In lower case, as they are typed. */
    enum OldDatabase {
        postgres,
        mariadb
    }

    private record Address(String url, String user, String password) {}

    /** @param counts of the class labs, all that do not depend on where the segments were cut */
    private record End(Map<String, Long> counts, long residual, String digest, double seconds) {
        boolean isAs(End other) {
            return residual == 0 && other.residual == 0 && counts.equals(other.counts) && digest.equals(other.digest);
        }
    }

    /** One installation, with a database and keys of its own. */
    private record Installation(Path home, Path data, String name, Postgres postgres, Map<String, String> settings) {
        CaravanProcess start() throws IOException {
            return CaravanProcess.start(home, data, name, postgres, settings, "");
        }
    }

    @Override
    public Integer call() throws Exception {
        Path work = options.work();
        try (Postgres postgres = Postgres.start(work.resolve("postgres"))) {
            Address old = old(postgres);
            System.out.printf(Locale.ROOT, "interrupted: filling the old database (%s) ...%n", database);
            long filled = fill(old);
            Map<String, String> settings = LegacyResults.settings(old.url(), old.user(), old.password());
            List<End> ends = new ArrayList<>();
            for (String name : List.of("undisturbed", "interrupted")) {
                postgres.createDatabase(name);
                Installation one = new Installation(
                        options.home(), work.resolve("caravan").resolve(name), name, postgres, settings);
                End end = run(one, filled, name.equals("interrupted") ? KILLED_AT : List.of());
                print(name, end);
                ends.add(end);
            }
            boolean same = ends.get(0).isAs(ends.get(1)) && ends.get(0).counts().getOrDefault("read", 0L) == filled;
            System.out.printf(
                    Locale.ROOT,
                    "%s: %,d rows from %s, killed %d times: %s%n",
                    same ? "PASSED" : "FAILED",
                    filled,
                    database,
                    KILLED_AT.size(),
                    same ? "residual 0, the same counts, the same digest" : "the two runs do not end the same");
            return same ? 0 : 1;
        }
    }

    private Address old(Postgres postgres) throws SQLException {
        if (database == OldDatabase.mariadb) {
            return new Address(MariaDbServer.forPrograms().createUrl(), "legacy", "legacy");
        }
        postgres.createDatabase("legacy");
        return new Address(postgres.url("legacy"), postgres.user(), postgres.password());
    }

    private long fill(Address old) throws SQLException {
        int patients = (rows + RESULTS_PER_PATIENT - 1) / RESULTS_PER_PATIENT;
        String batches =
                database == OldDatabase.mariadb ? "&rewriteBatchedStatements=true" : "?reWriteBatchedInserts=true";
        try (Connection connection = DriverManager.getConnection(old.url() + batches, old.user(), old.password())) {
            if (database == OldDatabase.mariadb) {
                // The server's own is latin1; the sample hospital has names from everywhere.
                try (Statement statement = connection.createStatement()) {
                    statement.execute("alter database character set utf8mb4");
                }
            }
            new LegacyDatabase(new Hospital(7, patients, ORDERS)).fill(connection);
        }
        return (long) patients * RESULTS_PER_PATIENT;
    }

    private static End run(Installation installation, long filled, List<Double> killedAt) throws Exception {
        CaravanProcess caravan = installation.start();
        long begin = System.nanoTime();
        try {
            caravan.post("/api/backfill/start", "{\"classes\":[\"labs\"]}");
            for (double share : killedAt) {
                long seen = awaitRows(caravan, (long) (filled * share));
                if (seen == filled) {
                    throw new IllegalStateException(
                            "the backfill was done before it could be killed; give it more rows");
                }
                caravan.kill();
                System.out.printf(Locale.ROOT, "interrupted: killed with %,d of %,d rows done%n", seen, filled);
                caravan = installation.start();
            }
            awaitRows(caravan, Long.MAX_VALUE);
            double seconds = (System.nanoTime() - begin) / 1e9;
            JsonNode status = caravan.get("/api/status").path("classes").path("labs");
            Map<String, Long> counts = Map.of(
                    "read", status.path("read").asLong(-1),
                    "excluded", status.path("excluded").asLong(-1),
                    "deadLettered", status.path("deadLettered").asLong(-1));
            return new End(
                    counts,
                    status.path("residual").asLong(-1),
                    caravan.get("/api/digest").toString(),
                    seconds);
        } finally {
            caravan.close();
        }
    }

    /** Waits until so many rows are done, or the run is. A run that was going when Caravan was killed goes on by itself. */
    private static long awaitRows(CaravanProcess caravan, long wanted) throws IOException, InterruptedException {
        while (true) {
            JsonNode labs = caravan.get("/api/backfill").path("labs");
            String state = labs.path("state").asText();
            if (state.equals("failed") || state.equals("paused")) {
                throw new IllegalStateException(
                        "the backfill is " + state + ": " + labs.path("reason").asText());
            }
            if (state.equals("done") || labs.path("rows").asLong() >= wanted) {
                return labs.path("rows").asLong();
            }
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        }
    }

    private static void print(String name, End end) {
        System.out.printf(
                Locale.ROOT,
                "%-12s %8.1f s   read %,d   dead letters %,d   excluded %,d   residual %d   %s%n",
                name,
                end.seconds(),
                end.counts().get("read"),
                end.counts().get("deadLettered"),
                end.counts().get("excluded"),
                end.residual(),
                end.digest());
    }
}
