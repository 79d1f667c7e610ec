package io.caravan.postgres;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A PostgreSQL server under a folder of ours: made on the first start, kept between runs, with durability on. It listens on
 * loopback only, has no local socket, and asks for a password that stands in a file only its owner reads.
 *
 * <p>The caller holds the lock of the data folder, so that a server found running here is one that an earlier, killed Caravan
 * left: it is stopped, which rolls back what was open, and started anew. Closing stops the server in fast mode.
 */
public final class EmbeddedServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedServer.class);
    private static final Duration START_LIMIT = Duration.ofSeconds(120);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(60);
    private static final String USER = "caravan";
    private static final String DATABASE = "postgres";

    /** Durability is not for sale: these are the server's own defaults, written down so that nobody turns them off here. */
    private static final List<String> CONFIGURATION = List.of(
            "listen_addresses = '127.0.0.1'",
            "unix_socket_directories = ''",
            "fsync = on",
            "synchronous_commit = on",
            "full_page_writes = on",
            "max_connections = 60",
            "shared_buffers = '256MB'",
            "max_wal_size = '2GB'",
            "checkpoint_completion_target = 0.9",
            "password_encryption = 'scram-sha-256'",
            "log_min_messages = warning",
            "log_min_error_statement = panic",
            "log_parameter_max_length = 0",
            "log_parameter_max_length_on_error = 0",
            "log_error_verbosity = terse",
            "timezone = 'UTC'");

    private final Path folder;
    private final ServerPrograms programs;
    private final Command command;
    private final String password;
    private int port;

    private EmbeddedServer(Path folder, ServerPrograms programs, Command command, String password) {
        this.folder = folder;
        this.programs = programs;
        this.command = command;
        this.password = password;
    }

    /**
     * Starts the server of a folder.
     *
     * @param folder under the data folder, e.g. {@code data/postgres}
     */
    public static EmbeddedServer start(Path folder) {
        try {
            Path own = folder.toAbsolutePath().normalize();
            Files.createDirectories(own);
            Command command = Command.forThisUser();
            ServerPrograms programs = ServerPrograms.unpack(own.resolve("programs"));
            EmbeddedServer server = new EmbeddedServer(own, programs, command, password(own.resolve("password")));
            server.stopOrphan();
            server.create();
            server.startServer();
            return server;
        } catch (IOException e) {
            throw new ServerProblem(
                    "The embedded PostgreSQL under " + folder + " cannot be started: " + e.getMessage(), e);
        }
    }

    public String url() {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + DATABASE;
    }

    public String user() {
        return USER;
    }

    public String password() {
        return password;
    }

    @Override
    public void close() {
        command.run(STOP_LIMIT, pgCtl(), "-D", data().toString(), "-m", "fast", "-w", "stop");
        LOG.info("embedded PostgreSQL stopped");
    }

    /** A server that a killed Caravan left running is stopped; a stale pid file is the server's own business. */
    private void stopOrphan() throws IOException {
        Path pidFile = data().resolve("postmaster.pid");
        if (!Files.exists(pidFile)) {
            return;
        }
        long pid = Long.parseLong(
                Files.readAllLines(pidFile, StandardCharsets.UTF_8).get(0).strip());
        boolean runs = ProcessHandle.of(pid)
                .filter(ProcessHandle::isAlive)
                .flatMap(process -> process.info().command())
                .filter(program -> program.contains("postgres"))
                .isPresent();
        if (runs) {
            LOG.warn(
                    "embedded PostgreSQL (pid {}) was left running by a Caravan that was killed; it is restarted", pid);
            command.run(STOP_LIMIT, pgCtl(), "-D", data().toString(), "-m", "fast", "-w", "stop");
        }
    }

    /** Makes the database cluster beside, then renames: half a cluster never looks whole. */
    private void create() throws IOException {
        if (Files.exists(data().resolve("PG_VERSION"))) {
            return;
        }
        Path half = folder.resolve("data.making");
        ServerPrograms.delete(half);
        command.run(
                START_LIMIT,
                programs.program("initdb").toString(),
                "-D",
                half.toString(),
                "-U",
                USER,
                "--auth=scram-sha-256",
                "--pwfile=" + folder.resolve("password"),
                "--encoding=UTF8",
                "--locale=C",
                "--data-checksums");
        Files.writeString(
                half.resolve("postgresql.auto.conf"), String.join("\n", CONFIGURATION) + "\n", StandardCharsets.UTF_8);
        Files.move(half, data());
        LOG.info("embedded PostgreSQL made under {}", folder);
    }

    private void startServer() throws IOException {
        port = freePort();
        Path log = folder.resolve("server.log");
        try {
            startServer(log);
        } catch (ServerProblem e) {
            throw new ServerProblem("The embedded PostgreSQL does not start: " + e.getMessage() + lastLines(log), e);
        }
        LOG.info("embedded PostgreSQL listens on 127.0.0.1:{}", port);
    }

    private void startServer(Path log) {
        command.run(
                START_LIMIT,
                pgCtl(),
                "-D",
                data().toString(),
                "-l",
                log.toString(),
                "-o",
                "-p " + port,
                "-w",
                "-t",
                Long.toString(START_LIMIT.toSeconds()),
                "start");
    }

    private static String lastLines(Path log) throws IOException {
        if (!Files.exists(log)) {
            return "";
        }
        List<String> lines = Files.readAllLines(log, StandardCharsets.UTF_8);
        return " " + String.join(" ", lines.subList(Math.max(0, lines.size() - 3), lines.size()));
    }

    private Path data() {
        return folder.resolve("data");
    }

    private String pgCtl() {
        return programs.program("pg_ctl").toString();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static String password(Path file) throws IOException {
        if (!Files.exists(file)) {
            byte[] random = new byte[24];
            new SecureRandom().nextBytes(random);
            Set<PosixFilePermission> owner = PosixFilePermissions.fromString("rw-------");
            Files.createFile(file, PosixFilePermissions.asFileAttribute(owner));
            Files.writeString(
                    file, HexFormat.of().formatHex(random), StandardCharsets.US_ASCII, StandardOpenOption.WRITE);
        }
        return Files.readString(file, StandardCharsets.US_ASCII).strip();
    }
}
