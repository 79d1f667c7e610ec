package io.caravan.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** What both measurements can be told. */
final class RunOptions {
    static final double DISTURBED = 0.10;

    @Option(
            names = "--rounds",
            defaultValue = "3",
            description = "Measured rounds of each side (default: ${DEFAULT-VALUE}).")
    private int rounds = 3;

    @Option(
            names = "--profile",
            description =
                    "Records Caravan with Java Flight Recorder into bench/target/work/caravan.jfr; costs a few percent.")
    private boolean profile;

    int rounds() {
        return rounds;
    }

    Path home() {
        return Path.of(System.getProperty("caravan.home", ".")).toAbsolutePath().normalize();
    }

    /** An empty folder, but for the server's unpacked programs. */
    Path work() throws IOException {
        Path work = home().resolve("bench/target/work");
        Files.createDirectories(work);
        for (String name : List.of("caravan", "postgres/data")) {
            delete(work.resolve(name));
        }
        return work;
    }

    /** The compilers' threads stay, so that their time can be read at any moment. */
    static final String FIXED_COMPILERS = "-XX:-UseDynamicNumberOfCompilerThreads";

    String javaOptions(Path work) {
        return profile
                ? FIXED_COMPILERS
                        + " -XX:+UnlockDiagnosticVMOptions -XX:+DebugNonSafepoints -XX:StartFlightRecording:settings=profile,"
                        + "dumponexit=true,filename=" + work.resolve("caravan.jfr")
                : FIXED_COMPILERS;
    }

    private static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
