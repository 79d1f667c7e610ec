package io.caravan.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The target becomes slow while a backfill runs: live messages may not feel the backfill, and it must come back afterwards. */
@Command(
        name = "slowed",
        mixinStandardHelpOptions = true,
        description = {
            "Slows the target under live load and a backfill: how long live messages take to the acknowledgement and to the",
            "target, without and with the backfill, and how soon the backfill is as fast as before when the target is.",
            "Ends with 0 when in each round the 99th percentile is at most doubled and the backfill is back in time."
        })
final class SlowedBench implements Callable<Integer> {
    private static final double MOST = 2.0;
    private static final double BACK = 0.8;
    private static final int RECOVERY_SECONDS = 60;
    private static final int WINDOW_SECONDS = 5;
    private static final int DRAIN_SECONDS = 120;

    @Mixin
    private RunOptions options = new RunOptions();

    @Option(
            names = "--millis",
            defaultValue = "300",
            description = "What each call takes while the target is slow (default: ${DEFAULT-VALUE}).")
    private int millis = 300;

    @Option(
            names = "--at-once",
            defaultValue = "2",
            description = "Calls that the target works on at once; others wait (default: ${DEFAULT-VALUE}).")
    private int atOnce = 2;

    @Option(names = "--rate", defaultValue = "10", description = "Live messages a second (default: ${DEFAULT-VALUE}).")
    private int rate = 10;

    @Option(
            names = "--seconds",
            defaultValue = "45",
            description = "How long each measurement takes (default: ${DEFAULT-VALUE}).")
    private int seconds = 45;

    @Option(
            names = "--rows",
            defaultValue = "60000",
            description = "Result rows; when all are through, the backfill begins anew (default: ${DEFAULT-VALUE}).")
    private int rows = 60_000;

    @Option(names = "--set", description = "A setting of Caravan's, as KEY=VALUE.")
    private Map<String, String> more = new TreeMap<>();

    /** What live messages of some time took, and what the backfill wrote. */
    private record Phase(String name, long from, long to, double resources) {}

    /** @param back seconds until the backfill was as fast as before; negative = it was not */
    private record Round(double before, Phase alone, Phase together, double back) {}

    @Override
    public Integer call() throws Exception {
        Path work = options.work();
        Journeys journeys = new Journeys();
        try (Postgres postgres = Postgres.start(work.resolve("postgres"));
                OutageTarget target = new OutageTarget(atOnce, journeys)) {
            postgres.createDatabase("caravan");
            LegacyResults legacy = new LegacyResults(postgres);
            legacy.fill(rows);
            legacy.show(0, rows);
            Map<String, String> settings = new TreeMap<>(legacy.settings());
            settings.put("target.adt", "fhir");
            settings.put("target.labs", "fhir");
            settings.put("target.fhir.url", target.url());
            settings.putAll(more);
            try (CaravanProcess caravan =
                            CaravanProcess.start(options.home(), work, postgres, settings, options.javaOptions(work));
                    SteadyLoad load = new SteadyLoad(caravan.mllpPort("adt"), 8, 200, journeys)) {
                return new Run(caravan, target, load, journeys).run() ? 0 : 1;
            }
        }
    }

    /** All rounds. */
    private final class Run {
        private final CaravanProcess caravan;
        private final OutageTarget target;
        private final SteadyLoad load;
        private final Journeys journeys;

        Run(CaravanProcess caravan, OutageTarget target, SteadyLoad load, Journeys journeys) {
            this.caravan = caravan;
            this.target = target;
            this.load = load;
            this.journeys = journeys;
        }

        boolean run() throws Exception {
            say(
                    "%d live messages a second; a slow call takes %d ms, %d at once; %d rounds of %d s",
                    rate, millis, atOnce, options.rounds(), seconds);
            load.start(rate);
            command("start");
            watch("warm", 30);
            List<Round> rounds = new ArrayList<>();
            for (int i = 0; i < options.rounds(); i++) {
                rounds.add(round());
            }
            command("pause");
            load.close();
            awaitArrivals();
            boolean passed = true;
            for (Round round : rounds) {
                passed &= judge(round);
            }
            System.out.println(passed ? "PASSED" : "FAILED");
            return passed;
        }

        private Round round() throws IOException, InterruptedException {
            Phase before = watch("fast", 20);
            command("pause");
            target.slow(Duration.ofMillis(millis));
            TimeUnit.SECONDS.sleep(15); // pages under way come to their end
            Phase alone = watch("slow", seconds);
            command("resume");
            Phase together = watch("slow, with backfill", seconds);
            say("throttles: %s", throttles());
            target.slow(Duration.ZERO);
            return new Round(before.resources(), alone, together, awaitRate(BACK * before.resources()));
        }

        private Phase watch(String name, int time) throws IOException, InterruptedException {
            long from = System.nanoTime();
            long writes = target.otherWrites();
            for (int i = 0; i < time; i++) {
                TimeUnit.SECONDS.sleep(1);
                keepRunning();
            }
            long to = System.nanoTime();
            double resources = (target.otherWrites() - writes) / ((to - from) / 1e9);
            say("%s: the backfill writes %.0f resources a second", name, resources);
            return new Phase(name, from, to, resources);
        }

        private double awaitRate(double wanted) throws IOException, InterruptedException {
            long begin = System.nanoTime();
            long[] writes = new long[2 * RECOVERY_SECONDS + 1];
            writes[0] = target.otherWrites();
            for (int i = 1; i < writes.length; i++) {
                TimeUnit.SECONDS.sleep(1);
                keepRunning();
                writes[i] = target.otherWrites();
                int since = Math.max(0, i - WINDOW_SECONDS);
                double now = (writes[i] - writes[since]) / (double) (i - since);
                if (now >= wanted) {
                    double back = (System.nanoTime() - begin) / 1e9;
                    say("fast again: %.0f resources a second after %.0f s", now, back);
                    return back;
                }
            }
            return -1;
        }

        private void keepRunning() throws IOException, InterruptedException {
            if (caravan.get("/api/backfill").path("labs").path("state").asText().equals("done")) {
                command("start");
            }
        }

        private void command(String what) throws IOException, InterruptedException {
            caravan.post("/api/backfill/" + what, "{\"classes\":[\"labs\"]}");
        }

        private String throttles() throws InterruptedException {
            try {
                List<String> all = new ArrayList<>();
                for (JsonNode one : caravan.get("/api/throttles").path("throttles")) {
                    all.add(one.path("name").asText() + ": " + one.path("why").asText());
                }
                return String.join("; ", all);
            } catch (IOException e) {
                return "none";
            }
        }

        private void awaitArrivals() throws InterruptedException {
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(DRAIN_SECONDS);
            while (journeys.underWay() > 0 && System.nanoTime() < end) {
                TimeUnit.MILLISECONDS.sleep(100);
            }
            if (journeys.underWay() > 0) {
                throw new IllegalStateException(journeys.underWay() + " messages did not arrive");
            }
        }

        private boolean judge(Round round) {
            Journeys.Waits alone = print(round.alone());
            Journeys.Waits together = print(round.together());
            double times = together.p99() / alone.p99();
            say(
                    "to the target, the 99th percentile is %.2f times as long with the backfill; it wrote %.0f resources a second before, %.0f"
                            + " while slow, and was back at %.0f %% after %.0f s",
                    times, round.before(), round.together().resources(), BACK * 100, round.back());
            return times <= MOST && round.back() >= 0 && round.back() <= RECOVERY_SECONDS;
        }

        /** @return to the target */
        private Journeys.Waits print(Phase phase) {
            Journeys.Waits acknowledged = journeys.acknowledged(phase.from(), phase.to());
            Journeys.Waits arrived = journeys.arrived(phase.from(), phase.to());
            say(
                    "%-20s %5d sent; acknowledged p50 %.1f ms, p99 %.1f, worst %.0f; in the target p50 %.0f ms, p99 %.0f, worst %.0f",
                    phase.name(),
                    arrived.count(),
                    acknowledged.p50(),
                    acknowledged.p99(),
                    acknowledged.worst(),
                    arrived.p50(),
                    arrived.p99(),
                    arrived.worst());
            return arrived;
        }
    }

    private static void say(String format, Object... values) {
        System.out.println("slowed: " + String.format(Locale.ROOT, format, values));
    }
}
