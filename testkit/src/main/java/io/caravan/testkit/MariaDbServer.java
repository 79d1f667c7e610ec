package io.caravan.testkit;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Assumptions;

/** A real MariaDB, one for the JVM, on a temporary folder; its default character set is latin1, as in many old hospitals. */
public final class MariaDbServer {
    private static final Path SERVER = Path.of("/usr/sbin/mariadbd");
    private static final Path INSTALL = Path.of("/usr/bin/mariadb-install-db");
    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final Duration PAUSE = Duration.ofMillis(50);

    private final int port;
    private final AtomicInteger schemas = new AtomicInteger();

    private MariaDbServer() {
        if (!Files.isExecutable(SERVER)) {
            throw new IllegalStateException(
                    SERVER + " is not there; .ci/run installs it (Debian package mariadb-server)");
        }
        try {
            port = freePort();
            start();
        } catch (IOException e) {
            throw new UncheckedIOException("the MariaDB for tests does not start", e);
        }
    }

    /**
     * The JVM's server; it stops with the JVM. Where the package is not installed the calling test is skipped, but under
     * continuous integration ({@code CI=true}) it fails: there a green run must have tried it.
     */
    public static MariaDbServer shared() {
        Assumptions.assumeTrue(
                Files.isExecutable(SERVER) || Boolean.parseBoolean(System.getenv("CI")),
                "skipped: " + SERVER + " is not there (Debian package mariadb-server); .ci/run installs it");
        return Holder.SERVER;
    }

    /** The same for programs that are no tests, and have no JUnit beside them: they fail where the package is missing. */
    public static MariaDbServer forPrograms() {
        return Holder.SERVER;
    }

    /** The URL of a new, empty schema; it is made when first connected to. User and password are {@code legacy}. */
    public String createUrl() {
        return "jdbc:mariadb://127.0.0.1:" + port + "/legacy_" + schemas.incrementAndGet()
                + "?createDatabaseIfNotExist=true";
    }

    private void start() throws IOException {
        Path folder = Files.createTempDirectory("caravan-mariadb");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
        // A server that starts removes what others have left in its folder for temporary files, and what they use.
        Path temporary = Files.createDirectory(folder.resolve("tmp"));
        Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rwxrwxrwx"));
        Path init = Files.writeString(
                folder.resolve("init.sql"),
                "create user 'legacy'@'%' identified by 'legacy';\ngrant all on *.* to 'legacy'@'%';\n");
        Path data = folder.resolve("data");
        boolean root = "root".equals(System.getProperty("user.name"));
        List<String> install = new ArrayList<>(List.of(
                INSTALL.toString(),
                "--no-defaults",
                "--datadir=" + data,
                "--tmpdir=" + temporary,
                "--auth-root-authentication-method=normal",
                "--skip-test-db"));
        List<String> serve = new ArrayList<>(List.of(
                SERVER.toString(),
                "--no-defaults",
                "--datadir=" + data,
                "--tmpdir=" + temporary,
                "--socket=" + folder.resolve("s.sock"),
                "--pid-file=" + folder.resolve("server.pid"),
                "--bind-address=127.0.0.1",
                "--port=" + port,
                "--character-set-server=latin1",
                "--sql-mode=",
                "--innodb-flush-log-at-trx-commit=0",
                "--innodb-buffer-pool-size=32M",
                "--init-file=" + init));
        if (root) {
            install.add("--user=mysql");
            serve.add("--user=mysql");
        }
        File log = folder.resolve("log").toFile();
        run(install, log);
        Process server = process(serve, log).start();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server, folder), "stop-mariadb"));
        awaitReady(server, log);
    }

    private void awaitReady(Process server, File log) throws IOException {
        long end = System.nanoTime() + START_LIMIT.toNanos();
        while (System.nanoTime() < end) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
                return;
            } catch (IOException notYet) {
                pause(server, log);
            }
        }
        throw new IOException(
                "MariaDB is not ready after " + START_LIMIT + "; its log: " + Files.readString(log.toPath()));
    }

    private static void pause(Process server, File log) throws IOException {
        try {
            if (server.waitFor(PAUSE.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException("MariaDB has ended; its log: " + Files.readString(log.toPath()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while MariaDB starts", e);
        }
    }

    private static void run(List<String> command, File log) throws IOException {
        Process process = process(command, log).start();
        try {
            if (process.waitFor() != 0) {
                throw new IOException(command.get(0) + " failed: " + Files.readString(log.toPath()));
            }
        } catch (InterruptedException e) {
            process.destroy();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while MariaDB is installed", e);
        }
    }

    private static ProcessBuilder process(List<String> command, File log) {
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log));
    }

    private static void stop(Process server, Path folder) {
        server.destroy();
        try {
            if (!server.waitFor(10, TimeUnit.SECONDS)) {
                server.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            server.destroyForcibly();
        }
        delete(folder.toFile());
    }

    private static void delete(File file) {
        File[] children = file.listFiles();
        if (children != null) {
            for (File child : children) {
                delete(child);
            }
        }
        if (!file.delete()) {
            file.deleteOnExit();
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static final class Holder {
        private static final MariaDbServer SERVER = new MariaDbServer();
    }
}
