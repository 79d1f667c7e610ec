package io.caravan.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import picocli.CommandLine.Option;

/** How a job goes about its work. */
final class JobOptions {
    @Option(names = "--rate", paramLabel = "N", description = "At most so many a second, without bursts; 0 = no limit.")
    private double perSecond;

    @Option(
            names = "--canary",
            description = "First one, then ten, each to its end, then the rest; a failure among them stops the job.")
    private boolean canary;

    @Option(names = "--in-windows", description = "Only while bulk work may run.")
    private boolean inWindows;

    @Option(
            names = "--stop-at",
            paramLabel = "N",
            description = "So many failures stop the job (default: ${DEFAULT-VALUE}).")
    private int stopAt = 10;

    ObjectNode into(ObjectNode body) {
        return body.put("perSecond", perSecond)
                .put("canary", canary)
                .put("inWindows", inWindows)
                .put("stopAt", stopAt);
    }
}
