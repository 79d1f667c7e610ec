package io.caravan.postgres;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Runs the server's programs. PostgreSQL refuses to run as root; for root the programs run in a user namespace of their own,
 * where they are nobody and yet own their files.
 */
final class Command {
    private static final String ROOT = "root";

    private final List<String> prefix;

    private Command(List<String> prefix) {
        this.prefix = prefix;
    }

    static Command forThisUser() {
        if (!ROOT.equals(System.getProperty("user.name"))) {
            return new Command(List.of());
        }
        Command unshare = new Command(List.of("unshare", "-U"));
        try {
            unshare.run(Duration.ofSeconds(10), "true");
        } catch (ServerProblem e) {
            throw new ServerProblem(
                    "PostgreSQL does not run as root, and this machine allows no user namespaces (unshare -U);"
                            + " run Caravan as another user, or set database.url");
        }
        return unshare;
    }

    /** @throws ServerProblem with the last lines of the program's output when it fails */
    void run(Duration limit, String... command) {
        List<String> line = new ArrayList<>(prefix);
        line.addAll(List.of(command));
        String name = Path.of(command[0]).getFileName().toString();
        try {
            Path output = Files.createTempFile("caravan-" + name, ".out");
            try {
                Process process = new ProcessBuilder(line)
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
                process.getOutputStream().close();
                if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                    process.destroyForcibly();
                    throw new ServerProblem(name + " took longer than " + limit.toSeconds() + " s");
                }
                if (process.exitValue() != 0) {
                    throw new ServerProblem(name + " failed: " + lastLines(output));
                }
            } finally {
                Files.delete(output);
            }
        } catch (IOException e) {
            throw new ServerProblem(name + " could not be started: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ServerProblem(name + " was interrupted", e);
        }
    }

    private static String lastLines(Path output) throws IOException {
        List<String> lines = Files.readAllLines(output, StandardCharsets.UTF_8);
        return String.join(" ", lines.subList(Math.max(0, lines.size() - 5), lines.size()))
                .strip();
    }
}
