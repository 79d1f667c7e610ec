package io.caravan.bench;

import java.util.List;
import java.util.concurrent.Callable;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code bench/run fold}: no server, only what a message costs in the JVM after a history of some length (JMH). */
@Command(
        name = "fold",
        mixinStandardHelpOptions = true,
        description = "What one more message costs after a history of 10 to 10,000 (JMH).")
final class FoldCommand implements Callable<Integer> {

    @Option(
            names = "--seconds",
            defaultValue = "1",
            description = "of an iteration; there are 3 to warm up and 5 that count")
    private int seconds;

    @Option(names = "--story", description = "only these (see FoldBench); all by default")
    private List<String> stories = List.of();

    @Option(names = "--history", description = "only these lengths; 10, 100, 1000 and 10000 by default")
    private List<String> histories = List.of();

    @Option(names = "--json", description = "a file for JMH's results")
    private String json = "";

    @Override
    public Integer call() throws RunnerException {
        ChainedOptionsBuilder options = new OptionsBuilder()
                .include(FoldBench.class.getName())
                .forks(1)
                .addProfiler(GCProfiler.class)
                .warmupIterations(3)
                .measurementIterations(5)
                .warmupTime(TimeValue.seconds(seconds))
                .measurementTime(TimeValue.seconds(seconds))
                .jvmArgs("-Xmx512m", "-XX:+UseSerialGC");
        if (!stories.isEmpty()) {
            options.param("story", stories.toArray(String[]::new));
        }
        if (!histories.isEmpty()) {
            options.param("history", histories.toArray(String[]::new));
        }
        if (!json.isEmpty()) {
            options.resultFormat(ResultFormatType.JSON).result(json);
        }
        new Runner(options.build()).run();
        return 0;
    }
}
