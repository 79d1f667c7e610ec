package io.caravan.bench;

import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.postgresql.copy.CopyManager;
import org.postgresql.core.BaseConnection;

/**
 * The limit of the backfill: the same sealed bytes, copied from the database where they stand into a table with the same
 * primary key, in PostgreSQL's binary format; with two {@code psql} and a pipe, or with two threads where there is none.
 */
final class CopyLimit {
    private static final String OUT = "copy (select * from resource where updated_at > '%s') to stdout (format binary)";
    private static final String IN = "copy resource_copy from stdin (format binary)";

    private final Postgres postgres;
    private final Optional<Path> psql = findPsql();

    CopyLimit(Postgres postgres) {
        this.postgres = postgres;
    }

    String means() {
        return psql.map(program -> program + " | " + program).orElse("CopyManager of the JDBC driver, two threads");
    }

    void prepare() throws SQLException {
        postgres.execute(
                "caravan",
                "drop table if exists resource_copy",
                "create table resource_copy (like resource including storage)",
                "alter table resource_copy set (fillfactor = 70, toast_tuple_target = 4080)",
                "alter table resource_copy add primary key (id)");
    }

    /** @param since only what was written after */
    void run(String since) throws IOException, InterruptedException {
        String out = OUT.formatted(since);
        if (psql.isEmpty()) {
            copyHere(out);
            return;
        }
        for (Process process : ProcessBuilder.startPipeline(List.of(psql(psql.get(), out), psql(psql.get(), IN)))) {
            if (process.waitFor() != 0) {
                throw new IOException("psql failed with exit code " + process.exitValue());
            }
        }
    }

    private ProcessBuilder psql(Path program, String statement) {
        String[] address = postgres.address();
        ProcessBuilder builder = new ProcessBuilder(
                program.toString(),
                "-X",
                "-q",
                "-v",
                "ON_ERROR_STOP=1",
                "-h",
                address[0],
                "-p",
                address[1],
                "-U",
                postgres.user(),
                "-c",
                statement,
                "caravan");
        builder.environment().put("PGPASSWORD", postgres.password());
        return builder.redirectError(ProcessBuilder.Redirect.INHERIT);
    }

    private void copyHere(String out) throws IOException {
        try (PipedInputStream in = new PipedInputStream(1 << 16)) {
            PipedOutputStream pipe = new PipedOutputStream(in);
            CompletableFuture<Void> reading = CompletableFuture.runAsync(() -> copyOut(out, pipe));
            try (Connection connection = postgres.connect("caravan")) {
                new CopyManager(connection.unwrap(BaseConnection.class)).copyIn(IN, in);
            }
            reading.join();
        } catch (SQLException e) {
            throw new IOException(e);
        }
    }

    private void copyOut(String statement, PipedOutputStream pipe) {
        try (pipe;
                Connection connection = postgres.connect("caravan")) {
            new CopyManager(connection.unwrap(BaseConnection.class)).copyOut(statement, pipe);
        } catch (SQLException | IOException e) {
            throw new CompletionException(e);
        }
    }

    /** Debian's {@code psql} is a script that looks for the program: the program itself is quicker, so it is the limit. */
    private static Optional<Path> findPsql() {
        Path versions = Path.of("/usr/lib/postgresql");
        try (Stream<Path> installed = Files.isDirectory(versions) ? Files.list(versions) : Stream.empty()) {
            Optional<Path> program = installed
                    .map(version -> version.resolve("bin/psql"))
                    .filter(Files::isExecutable)
                    .max(Path::compareTo);
            return program.isPresent()
                    ? program
                    : Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
                            .map(folder -> Path.of(folder, "psql"))
                            .filter(Files::isExecutable)
                            .findFirst();
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
