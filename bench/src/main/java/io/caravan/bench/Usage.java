package io.caravan.bench;

import java.io.IOException;
import java.util.List;

/** What a round took: wall time, CPU of those who took part, and what others took of the machine meanwhile. */
final class Usage {
    private final List<Long> trees;
    private final List<Long> processes;
    private final long startNanos = System.nanoTime();
    private final double startCpu;
    private final double startMachine;

    /** @param othersShare of the machine's CPU that went to processes which took no part, 0 to 1 */
    record Spent(double seconds, double cpuSeconds, double othersShare) {}

    private Usage(List<Long> trees, List<Long> processes) throws IOException {
        this.trees = trees;
        this.processes = processes;
        this.startCpu = cpu();
        this.startMachine = ProcessTimes.machineSeconds();
    }

    /**
     * Begins to count.
     *
     * @param trees processes that count with their descendants
     * @param processes processes that count alone
     */
    static Usage begin(List<Long> trees, List<Long> processes) throws IOException {
        return new Usage(trees, processes);
    }

    Spent end() throws IOException {
        double seconds = (System.nanoTime() - startNanos) / 1e9;
        double cpuSeconds = cpu() - startCpu;
        double others = ProcessTimes.machineSeconds() - startMachine - cpuSeconds;
        int cores = Runtime.getRuntime().availableProcessors();
        return new Spent(seconds, cpuSeconds, Math.max(0, others / (seconds * cores)));
    }

    private double cpu() throws IOException {
        double sum = ProcessTimes.cpuSeconds(trees);
        for (long process : processes) {
            sum += ProcessTimes.ownSeconds(process);
        }
        return sum;
    }
}
