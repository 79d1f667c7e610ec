package io.caravan.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.caravan.bench.Usage.Spent;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The old laboratory's results into the target, beside a plain copy of the sealed bytes that come out. */
@Command(
        name = "backfill",
        mixinStandardHelpOptions = true,
        description = "Rows a second of a backfill beside psql COPY | psql COPY of the same sealed bytes.")
final class BackfillBench implements Callable<Integer> {
    private static final long POLL_MILLIS = 100;

    @Mixin
    private RunOptions options = new RunOptions();

    @Option(
            names = "--rows",
            defaultValue = "200000",
            description = "Result rows of a round (default: ${DEFAULT-VALUE}).")
    private int rows = 200_000;

    @Option(
            names = "--warm-up",
            defaultValue = "200000",
            description = "Result rows that are brought before, and do not count (default: ${DEFAULT-VALUE}).")
    private int warmUp = 200_000;

    /** @param sourceRows rows of the old database; 0 for the limit, which reads none */
    private record Round(long resources, long sourceRows, Spent spent) {
        Round with(long written) {
            return new Round(written, sourceRows, spent);
        }

        double rate() {
            return resources / spent.seconds();
        }

        double sourceRate() {
            return sourceRows / spent.seconds();
        }

        double warmMicros() {
            return (spent.cpuSeconds() - spent.compilerSeconds()) * 1e6 / resources;
        }

        double cpuMicros() {
            return spent.cpuSeconds() * 1e6 / resources;
        }
    }

    @Override
    public Integer call() throws Exception {
        Path work = options.work();
        try (Postgres postgres = Postgres.start(work.resolve("postgres"))) {
            postgres.createDatabase("caravan");
            long all = warmUp + (long) rows * options.rounds();
            System.out.printf("backfill: filling the old database with %,d results ...%n", all);
            LegacyResults legacy = new LegacyResults(postgres);
            legacy.fill(all);
            try (CaravanProcess caravan = CaravanProcess.start(
                    options.home(), work, postgres, legacy.settings(), options.javaOptions(work))) {
                run(postgres, legacy, caravan);
                System.out.printf(
                        "Caravan's heap is at most 512 MB; its process held at most %d MB%n",
                        ProcessTimes.peakMebibytes(caravan.pid()));
            }
        }
        return 0;
    }

    private void run(Postgres postgres, LegacyResults legacy, CaravanProcess caravan) throws Exception {
        CopyLimit copy = new CopyLimit(postgres);
        System.out.printf(
                "backfill: %,d result rows a round, %,d to warm up, %d rounds; limit: %s%n",
                rows, warmUp, options.rounds(), copy.means());
        System.out.println(
                "            resources   result rows/s   resources/s   CPU us/resource  (PostgreSQL)  (compiler)   others");
        if (warmUp > 0) {
            legacy.show(0, warmUp);
            print("warm", backfill(postgres, caravan));
        }
        List<Round> limits = new ArrayList<>();
        List<Round> caravans = new ArrayList<>();
        for (int round = 0; round < options.rounds(); round++) {
            long after = warmUp + (long) rows * round;
            legacy.show(after, after + rows);
            String since = Instant.now().toString();
            caravans.add(backfill(postgres, caravan));
            print("caravan", caravans.get(round));
            limits.add(copy(postgres, copy, since, caravans.get(round).resources()));
            print("limit", limits.get(round));
        }
        summary(limits, caravans);
    }

    private static Round backfill(Postgres postgres, CaravanProcess caravan) throws Exception {
        long before = resources(postgres);
        postgres.settle();
        Usage usage = Usage.begin(postgres.pid(), caravan.pid());
        caravan.post("/api/backfill/start", "{\"classes\":[\"labs\"]}");
        JsonNode status = caravan.get("/api/backfill").path("labs");
        while (!status.path("state").asText().equals("done")) {
            if (status.path("state").asText().equals("failed")) {
                throw new IllegalStateException(
                        "the backfill failed: " + status.path("reason").asText());
            }
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
            status = caravan.get("/api/backfill").path("labs");
        }
        return new Round(0, status.path("rows").asLong(), usage.end()).with(resources(postgres) - before);
    }

    private static Round copy(Postgres postgres, CopyLimit copy, String since, long expected)
            throws SQLException, IOException, InterruptedException {
        copy.prepare();
        postgres.settle();
        Usage usage = Usage.begin(postgres.pid(), ProcessHandle.current().pid());
        copy.run(since);
        Spent spent = usage.end();
        long copied = postgres.number("caravan", "select count(*) from resource_copy");
        if (copied < expected) {
            throw new IllegalStateException("the limit copied " + copied + " of " + expected + " resources");
        }
        return new Round(copied, 0, spent);
    }

    private static long resources(Postgres postgres) throws SQLException {
        return postgres.number("caravan", "select count(*) from resource");
    }

    private static void print(String name, Round round) {
        System.out.printf(
                "%-8s %12d %15.0f %13.0f %17.1f %13.1f %11.1f %8.0f %%%n",
                name,
                round.resources(),
                round.sourceRate(),
                round.rate(),
                round.cpuMicros(),
                round.spent().postgresSeconds() * 1e6 / round.resources(),
                round.spent().compilerSeconds() * 1e6 / round.resources(),
                round.spent().othersShare() * 100);
    }

    private static void summary(List<Round> limits, List<Round> caravans) {
        double wall = Median.of(caravans, Round::rate) / Median.of(limits, Round::rate);
        double cpu = Median.of(limits, Round::cpuMicros) / Median.of(caravans, Round::cpuMicros);
        double warm = Median.of(limits, Round::warmMicros) / Median.of(caravans, Round::warmMicros);
        System.out.printf(
                "of the limit (medians, in resources written): %.2f by wall time, %.2f by CPU (%.2f without the compilers)%n",
                wall, cpu, warm);
        if (Median.of(limits, round -> round.spent().othersShare()) > RunOptions.DISTURBED
                || Median.of(caravans, round -> round.spent().othersShare()) > RunOptions.DISTURBED) {
            System.out.println(
                    "WARNING: others used more than 10 % of the machine; trust the ratio by CPU, and measure again.");
        }
    }
}
