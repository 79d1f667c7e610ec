package io.caravan.bench;

import io.caravan.bench.Messages.Framed;
import io.caravan.bench.MllpLoad.Result;
import io.caravan.bench.Usage.Spent;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.ToIntFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Live messages over MLLP, into the target and acknowledged, beside a server that only makes them durable. */
@Command(
        name = "live",
        mixinStandardHelpOptions = true,
        description = "Messages a second beside a plain socket server with group commit on the same PostgreSQL.")
final class LiveBench implements Callable<Integer> {
    private static final long POLL_MILLIS = 10;
    private static final long LONGEST_DRAIN_MILLIS = 300_000;

    private static final String ENDED = """
            select coalesce(sum(case when name = 'read' then -count else count end), 0)
            from tally
            where name <> 'duplicate' and name <> 'rejected'
            """;

    @Mixin
    private RunOptions options = new RunOptions();

    @Option(
            names = "--messages",
            defaultValue = "20000",
            description = "Messages of a round (default: ${DEFAULT-VALUE}).")
    private int messages = 20_000;

    @Option(
            names = "--warm-up",
            defaultValue = "6",
            description = "Rounds that do not count (default: ${DEFAULT-VALUE}).")
    private int warmUp = 6;

    @Option(names = "--connections", defaultValue = "32", description = "Senders (default: ${DEFAULT-VALUE}).")
    private int connections = 32;

    @Option(names = "--mix", description = "The sample hospital's whole traffic instead of admissions and updates.")
    private boolean mix;

    /** @param endToEnd seconds until the last message was in the target */
    private record Round(Result acknowledged, double endToEnd, Spent spent) {
        double cpuMicros() {
            return spent.cpuSeconds() * 1e6 / acknowledged.acknowledged();
        }

        double warmMicros() {
            return (spent.cpuSeconds() - spent.compilerSeconds()) * 1e6 / acknowledged.acknowledged();
        }

        double postgresMicros() {
            return spent.postgresSeconds() * 1e6 / acknowledged.acknowledged();
        }

        double endToEndRate() {
            return acknowledged.acknowledged() / endToEnd;
        }

        double rate() {
            return acknowledged.acknowledged() / acknowledged.seconds();
        }
    }

    @Override
    public Integer call() throws Exception {
        Path work = options.work();
        try (Postgres postgres = Postgres.start(work.resolve("postgres"))) {
            postgres.createDatabase("caravan");
            postgres.createDatabase("bench_limit");
            try (Child limit = limit(postgres);
                    CaravanProcess caravan =
                            CaravanProcess.start(options.home(), work, postgres, Map.of(), options.javaOptions(work));
                    Connection counters = postgres.connect("caravan")) {
                run(postgres, limit, caravan, counters);
            }
        }
        return 0;
    }

    private static Child limit(Postgres postgres) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return Child.start(
                new ProcessBuilder(
                        java,
                        "-Xmx512m",
                        "-XX:+UseParallelGC",
                        RunOptions.FIXED_COMPILERS,
                        "-cp",
                        System.getProperty("java.class.path"),
                        LimitServer.class.getName(),
                        postgres.url("bench_limit"),
                        postgres.user(),
                        postgres.password()),
                "port ");
    }

    private void run(Postgres postgres, Child limit, CaravanProcess caravan, Connection counters) throws Exception {
        System.out.printf(
                "live: %,d %s a round, %d connections in closed loop, %d + %d rounds%n",
                messages,
                mix ? "messages of all classes" : "ADT messages (half admissions, half updates)",
                connections,
                warmUp,
                options.rounds());
        System.out.println(
                "               acked/s   in target/s   p50 ms   p99 ms   CPU us/msg  (PostgreSQL)  (compiler)   others");
        int limitPort = Integer.parseInt(limit.readyLine().substring("port ".length()));
        Messages source = new Messages();
        List<Round> limits = new ArrayList<>();
        List<Round> caravans = new ArrayList<>();
        for (int round = -warmUp; round < options.rounds(); round++) {
            List<Framed> frames = mix ? source.mix(messages) : source.admissions(messages);
            postgres.settle();
            Round bare = round(frames, any -> limitPort, usage(postgres, limit.pid()), () -> {});
            print("limit", round, bare);
            postgres.settle();
            Round full = round(frames, caravan::mllpPort, usage(postgres, caravan.pid()), () -> drain(counters));
            print("caravan", round, full);
            if (caravan.inFlight() != 0) {
                throw new IllegalStateException("the counters say that all is in the target, the status does not");
            }
            if (round >= 0) {
                limits.add(bare);
                caravans.add(full);
            }
        }
        summary(limits, caravans);
    }

    private static Usage usage(Postgres postgres, long server) throws IOException {
        return Usage.begin(postgres.pid(), server);
    }

    private Round round(List<Framed> frames, ToIntFunction<String> port, Usage usage, Drain drain)
            throws IOException, SQLException, InterruptedException, ExecutionException {
        long start = System.nanoTime();
        Result result = new MllpLoad(port, connections).send(frames);
        drain.run();
        return new Round(result, (System.nanoTime() - start) / 1e9, usage.end());
    }

    /** Waits until every message read has its outcome. The counters are cheap to ask; the status is asked once, after. */
    private static void drain(Connection counters) throws SQLException, InterruptedException {
        long end = System.currentTimeMillis() + LONGEST_DRAIN_MILLIS;
        try (PreparedStatement statement = counters.prepareStatement(ENDED)) {
            while (System.currentTimeMillis() < end) {
                try (ResultSet rows = statement.executeQuery()) {
                    rows.next();
                    if (rows.getLong(1) == 0) {
                        return;
                    }
                }
                TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
            }
        }
        throw new IllegalStateException("messages are still in flight after " + LONGEST_DRAIN_MILLIS / 1000 + " s");
    }

    @FunctionalInterface
    private interface Drain {
        void run() throws SQLException, InterruptedException;
    }

    private void print(String name, int round, Round figures) {
        System.out.printf(
                "%-7s %s %9.0f %13.0f %8.2f %8.2f %12.0f %13.0f %11.0f %8.0f %%%s%n",
                name,
                round < 0 ? "warm " : "  " + (round + 1) + "  ",
                figures.rate(),
                figures.endToEndRate(),
                figures.acknowledged().p50Millis(),
                figures.acknowledged().p99Millis(),
                figures.cpuMicros(),
                figures.postgresMicros(),
                figures.cpuMicros() - figures.warmMicros(),
                figures.spent().othersShare() * 100,
                figures.acknowledged().acknowledged() == messages
                        ? ""
                        : "   acknowledged AA: " + figures.acknowledged().acknowledged());
    }

    private static void summary(List<Round> limits, List<Round> caravans) {
        System.out.println("medians");
        line("limit", limits);
        line("caravan", caravans);
        double wall = Median.of(caravans, Round::endToEndRate) / Median.of(limits, Round::endToEndRate);
        double cpu = Median.of(limits, Round::cpuMicros) / Median.of(caravans, Round::cpuMicros);
        double warm = Median.of(limits, Round::warmMicros) / Median.of(caravans, Round::warmMicros);
        System.out.printf(
                "of the limit: %.2f by wall time (in target / acknowledged), %.2f by CPU (%.2f without the compilers)%n",
                wall, cpu, warm);
        boolean disturbed = Median.of(limits, round -> round.spent().othersShare()) > RunOptions.DISTURBED
                || Median.of(caravans, round -> round.spent().othersShare()) > RunOptions.DISTURBED;
        if (disturbed) {
            System.out.println(
                    "WARNING: others used more than 10 % of the machine; trust the ratio by CPU, and measure again.");
        }
    }

    private static void line(String name, List<Round> rounds) {
        System.out.printf(
                "%-13s %9.0f %13.0f %8.2f %8.2f %12.0f %13.0f %11.0f %8.0f %%%n",
                name,
                Median.of(rounds, Round::rate),
                Median.of(rounds, Round::endToEndRate),
                Median.of(rounds, round -> round.acknowledged().p50Millis()),
                Median.of(rounds, round -> round.acknowledged().p99Millis()),
                Median.of(rounds, Round::cpuMicros),
                Median.of(rounds, Round::postgresMicros),
                Median.of(rounds, Round::cpuMicros) - Median.of(rounds, Round::warmMicros),
                Median.of(rounds, round -> round.spent().othersShare()) * 100);
    }
}
