package io.caravan.bench;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code bench/run}: Caravan beside its limit, each measurement one command. */
@Command(
        name = "bench/run",
        mixinStandardHelpOptions = true,
        subcommands = {
            LiveBench.class,
            BackfillBench.class,
            InterruptedBench.class,
            OutageBench.class,
            SlowedBench.class,
            FoldCommand.class,
            LettersBench.class
        },
        description = "Measures Caravan beside its limit, in one run, on one PostgreSQL server of its own.")
public final class Bench {
    private Bench() {}

    public static void main(String[] args) {
        System.exit(new CommandLine(new Bench()).execute(args));
    }
}
