package io.caravan.demo;

import io.caravan.cli.CommandContext;
import io.caravan.cli.CommandFailure;
import io.caravan.cli.ExitCode;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "demo",
        description = {
            "A small hospital, its feeds and its old database, migrated end to end on this machine.",
            "Everything is sample data under a folder of its own, which is emptied at each start."
        })
final class DemoCommand implements Callable<Integer> {
    private final CommandContext context;
    private final InstantSource clock;

    @Option(names = "--exit", description = "Ends when all is done: 0 if nothing is missing, else 1.")
    private boolean exit;

    @Option(names = "--json", description = "Prints the JSON of status, with --exit as the last line.")
    private boolean json;

    @Option(
            names = "--patients",
            paramLabel = "N",
            defaultValue = "" + DemoSettings.USUAL_PATIENTS,
            description = "Size of the hospital (default: ${DEFAULT-VALUE}).")
    private int patients;

    @Option(
            names = "--seed",
            paramLabel = "S",
            defaultValue = "" + DemoSettings.USUAL_SEED,
            description = "The same seed makes the same people (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Folder of the demo (default: data/demo beside the launcher).")
    private @Nullable Path data;

    DemoCommand(CommandContext context, InstantSource clock) {
        this.context = context;
        this.clock = clock;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (patients < 1) {
            throw new CommandFailure(ExitCode.USAGE, "--patients is at least 1");
        }
        Path folder = data == null ? context.home().resolve("data").resolve("demo") : data;
        DemoSettings settings = new DemoSettings(context.home(), folder, patients, seed);
        StopSignal stop = new StopSignal();
        CountDownLatch stopped = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(stop, stopped), "stop"));
        try {
            return run(settings, stop).number();
        } catch (StopSignal.Stopped e) {
            context.err().println("Stopped before everything was through.");
            return ExitCode.FAILED.number();
        } finally {
            stopped.countDown();
        }
    }

    private ExitCode run(DemoSettings settings, StopSignal stop) throws InterruptedException {
        Narrator narrator = new Narrator(context.out(), clock);
        narrator.line("Caravan demo: a sample hospital of " + Narrator.count(patients, "patient", "patients")
                + " (seed " + seed + ") moves out of its old systems.");
        narrator.line("");
        Outcome outcome;
        try (Demo demo = Demo.start(settings, narrator, clock)) {
            outcome = demo.migrate(narrator, stop);
            Report report = new Report(settings, demo.access(), narrator);
            report.show(outcome);
            if (!exit) {
                if (json) {
                    narrator.line(outcome.status().toString());
                }
                report.whatNext();
                stop.await();
            } else {
                report.whatNextAfterTheEnd();
            }
        }
        if (exit && json) {
            narrator.line(outcome.status().toString());
        }
        return outcome.isComplete() ? ExitCode.DONE : ExitCode.FAILED;
    }

    /** Runs in the shutdown hook: Ctrl-C ends the demo, and the process waits until its server has stopped. */
    private static void stop(StopSignal stop, CountDownLatch stopped) {
        stop.ask();
        try {
            stopped.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
