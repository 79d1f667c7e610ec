package io.caravan.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** A server in a process of its own that says on a line of its output that it is ready. */
final class Child implements AutoCloseable {
    private static final long STOP_SECONDS = 40;

    private final Process process;
    private final String readyLine;

    private Child(Process process, String readyLine) {
        this.process = process;
        this.readyLine = readyLine;
    }

    /** @param ready how the line begins */
    static Child start(ProcessBuilder builder, String ready) throws IOException {
        Process process = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroy, "stop-child"));
        BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith(ready)) {
                Thread drain = new Thread(() -> drain(lines), "drain");
                drain.setDaemon(true);
                drain.start();
                return new Child(process, line);
            }
        }
        throw new IOException(builder.command().get(0) + " ended before it was ready");
    }

    private static void drain(BufferedReader lines) {
        try {
            while (lines.readLine() != null) {
                Thread.onSpinWait();
            }
        } catch (IOException e) {
            Thread.currentThread().interrupt();
        }
    }

    long pid() {
        return process.pid();
    }

    String readyLine() {
        return readyLine;
    }

    void kill() {
        process.destroyForcibly().onExit().join();
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
