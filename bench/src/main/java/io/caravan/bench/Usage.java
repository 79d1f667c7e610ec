package io.caravan.bench;

import java.io.IOException;
import java.util.List;

/** What a round took: wall time, CPU of those who took part, and what others took of the machine meanwhile. */
final class Usage {
    private final List<Long> processes;
    private final long postgres;
    private final long server;
    private final double startCompiler;
    private final long startNanos = System.nanoTime();
    private final double startCpu;
    private final double startPostgres;
    private final double startMachine;

    /**
     * @param cpuSeconds of PostgreSQL's processes and of the others that took part
     * @param postgresSeconds of PostgreSQL's processes
     * @param compilerSeconds of the server's just-in-time compiler: high until it is warm
     * @param othersShare of the machine's CPU that went to processes which took no part, 0 to 1
     */
    record Spent(
            double seconds, double cpuSeconds, double postgresSeconds, double compilerSeconds, double othersShare) {}

    private Usage(long postgres, long server, List<Long> processes) throws IOException {
        this.postgres = postgres;
        this.server = server;
        this.startCompiler = ProcessTimes.compilerSeconds(server);
        this.processes = processes;
        this.startPostgres = ProcessTimes.cpuSeconds(List.of(postgres));
        this.startCpu = startPostgres + own();
        this.startMachine = ProcessTimes.machineSeconds();
    }

    /**
     * Begins to count.
     *
     * @param postgres counts with its descendants
     * @param server a JVM; counts without, as this process does
     */
    static Usage begin(long postgres, long server) throws IOException {
        long self = ProcessHandle.current().pid();
        return new Usage(postgres, server, server == self ? List.of(self) : List.of(server, self));
    }

    Spent end() throws IOException {
        double seconds = (System.nanoTime() - startNanos) / 1e9;
        double ofPostgres = ProcessTimes.cpuSeconds(List.of(postgres)) - startPostgres;
        double cpuSeconds = ofPostgres + startPostgres + own() - startCpu;
        double compiled = ProcessTimes.compilerSeconds(server) - startCompiler;
        double others = ProcessTimes.machineSeconds() - startMachine - cpuSeconds;
        int cores = Runtime.getRuntime().availableProcessors();
        return new Spent(seconds, cpuSeconds, ofPostgres, compiled, Math.max(0, others / (seconds * cores)));
    }

    private double own() throws IOException {
        double sum = 0;
        for (long process : processes) {
            sum += ProcessTimes.ownSeconds(process);
        }
        return sum;
    }
}
