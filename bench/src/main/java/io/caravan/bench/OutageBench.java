package io.caravan.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The target is away for minutes under live load: nothing may become a dead letter, and nobody's sender may notice. */
@Command(
        name = "outage",
        mixinStandardHelpOptions = true,
        description = {
            "Takes the target away under live load, and counts dead letters, acknowledgements and the time to catch up.",
            "Ends with 0 when all were acknowledged, none is a dead letter, and the target has each patient's newest state; 1 otherwise."
        })
final class OutageBench implements Callable<Integer> {
    private static final int MOST_CATCH_UP_SECONDS = 600;

    @Mixin
    private RunOptions options = new RunOptions();

    @Option(
            names = "--seconds",
            defaultValue = "300",
            description = "How long the target is away (default: ${DEFAULT-VALUE}).")
    private int seconds = 300;

    @Option(names = "--rate", defaultValue = "40", description = "Messages a second (default: ${DEFAULT-VALUE}).")
    private int rate = 40;

    @Option(names = "--patients", defaultValue = "200", description = "Patients (default: ${DEFAULT-VALUE}).")
    private int patients = 200;

    @Option(names = "--connections", defaultValue = "8", description = "Senders (default: ${DEFAULT-VALUE}).")
    private int connections = 8;

    @Option(
            names = "--how",
            defaultValue = "refuse",
            description =
                    "refuse = its port is closed, error = it answers 503, hang = it does not answer (default: ${DEFAULT-VALUE}).")
    private OutageTarget.How how = OutageTarget.How.refuse;

    @Option(names = "--kill", description = "Kills (-9) Caravan in the middle of the outage; senders connect again.")
    private boolean kill;

    @Override
    public Integer call() throws Exception {
        Path work = options.work();
        try (Postgres postgres = Postgres.start(work.resolve("postgres"));
                OutageTarget target = new OutageTarget()) {
            postgres.createDatabase("caravan");
            Map<String, String> settings = Map.of("target.adt", "fhir", "target.fhir.url", target.url());
            return new Run(work, postgres, settings, target).run() ? 0 : 1;
        }
    }

    /** One outage. */
    private final class Run {
        private final Path work;
        private final Postgres postgres;
        private final Map<String, String> settings;
        private final OutageTarget target;
        private CaravanProcess caravan;
        private SteadyLoad load;
        private long sentBeforeKill;
        private long acceptedBeforeKill;
        private long mostInFlight;

        Run(Path work, Postgres postgres, Map<String, String> settings, OutageTarget target) throws IOException {
            this.work = work;
            this.postgres = postgres;
            this.settings = settings;
            this.target = target;
            this.caravan = start();
            this.load = new SteadyLoad(caravan.mllpPort("adt"), connections, patients);
        }

        private CaravanProcess start() throws IOException {
            return CaravanProcess.start(options.home(), work, postgres, settings, options.javaOptions(work));
        }

        boolean run() throws Exception {
            try {
                say(
                        "%d messages a second of %d patients; the target is away (%s) for %d s",
                        rate, patients, how, seconds);
                load.start(rate);
                watch(20);
                long before = load.accepted();
                target.down(how);
                say("target down after %,d messages", before);
                watch(seconds / 2);
                if (kill) {
                    restart();
                }
                watch(seconds - seconds / 2);
                say("state in the outage: %s", adt().path("reason").asText());
                target.up();
                double caughtUp = awaitInFlight(2L * rate);
                say("caught up %.1f s after its return, under load", caughtUp);
                watch(10);
                load.close();
                double drained = awaitInFlight(0);
                return judge(caughtUp, drained);
            } finally {
                load.close();
                caravan.close();
            }
        }

        /** The senders' numbers go on; what was not acknowledged is sent anew by a real sender, here the next number says it all. */
        private void restart() throws IOException {
            load.close();
            sentBeforeKill += load.sent();
            acceptedBeforeKill += load.accepted();
            caravan.kill();
            caravan = start();
            load = load.on(caravan.mllpPort("adt"));
            load.start(rate);
            say("killed and started in the middle of the outage");
        }

        private void watch(int time) throws IOException, InterruptedException {
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(time);
            while (System.nanoTime() < end) {
                TimeUnit.MILLISECONDS.sleep(500);
                mostInFlight = Math.max(mostInFlight, caravan.inFlight());
            }
        }

        private double awaitInFlight(long wanted) throws IOException, InterruptedException {
            long begin = System.nanoTime();
            while (caravan.inFlight() > wanted) {
                if (System.nanoTime() - begin > TimeUnit.SECONDS.toNanos(MOST_CATCH_UP_SECONDS)) {
                    throw new IllegalStateException("it does not catch up");
                }
                TimeUnit.MILLISECONDS.sleep(50);
            }
            return (System.nanoTime() - begin) / 1e9;
        }

        private JsonNode adt() throws IOException, InterruptedException {
            return caravan.get("/api/status").path("classes").path("adt");
        }

        private boolean judge(double caughtUp, double drained) throws IOException, InterruptedException {
            JsonNode adt = adt();
            long sent = load.sent() + sentBeforeKill;
            long accepted = load.accepted() + acceptedBeforeKill;
            long dead = adt.path("deadLettered").asLong(-1);
            long residual = adt.path("residual").asLong(-1);
            List<Integer> wanted = load.numbers();
            boolean newest = wanted.equals(target.numbers());
            double[] worst = load.worstMillis();
            say(
                    "sent %,d, acknowledged %,d, failed %,d; p99 %.1f ms, worst %.0f ms",
                    sent, accepted, load.failed(), worst[1], worst[0]);
            say(
                    "read %,d, applied %,d, superseded %,d, dead letters %,d, residual %d; at most %,d in flight",
                    adt.path("read").asLong(),
                    adt.path("applied").asLong(),
                    adt.path("superseded").asLong(),
                    dead,
                    residual,
                    mostInFlight);
            say(
                    "writes to the target %,d, requests while it was away %,d, numbers that went back %d, newest state of %d of %d patients%s",
                    target.writes(),
                    target.askedWhileAway(),
                    target.backwards(),
                    target.numbers().size(),
                    wanted.size(),
                    newest ? "" : " IS NOT THE NEWEST");
            say("caught up in %.1f s under load, drained in %.1f s after it", caughtUp, drained);
            boolean passed = sent == accepted
                    && dead == 0
                    && residual == 0
                    && adt.path("read").asLong() == sent
                    && target.backwards() == 0
                    && newest;
            System.out.println(passed ? "PASSED" : "FAILED");
            return passed;
        }
    }

    private static void say(String format, Object... values) {
        System.out.println("outage: " + String.format(Locale.ROOT, format, values));
    }
}
