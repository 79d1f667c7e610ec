package io.caravan.postgres;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/** The server's programs, unpacked from their published archive into a folder, once. */
final class ServerPrograms {
    private final Path folder;

    private ServerPrograms(Path folder) {
        this.folder = folder;
    }

    /** Unpacks beside, then renames: a start that is killed halfway leaves nothing that looks whole. */
    static ServerPrograms unpack(Path folder) throws IOException {
        if (!Files.exists(folder.resolve("bin/postgres"))) {
            Path half = folder.resolveSibling(folder.getFileName() + ".unpacking");
            delete(half);
            Files.createDirectories(half);
            String archive = archiveName();
            try (InputStream in = ServerPrograms.class.getResourceAsStream("/" + archive)) {
                if (in == null) {
                    throw new ServerProblem("There is no PostgreSQL for this machine (" + archive
                            + ") among the libraries; set database.url to a PostgreSQL 14 or newer");
                }
                untar(in, half);
            }
            delete(folder);
            Files.move(half, folder, StandardCopyOption.ATOMIC_MOVE);
        }
        return new ServerPrograms(folder);
    }

    Path program(String name) {
        return folder.resolve("bin").resolve(name);
    }

    private static String archiveName() {
        String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        String machine = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
        String processor = List.of("amd64", "x86_64").contains(machine)
                ? "x86_64"
                : List.of("aarch64", "arm64").contains(machine) ? "arm_64" : machine;
        String kind = system.contains("mac") ? "darwin" : "linux";
        return "postgres-" + kind + "-" + processor + ".txz";
    }

    private static void untar(InputStream in, Path target) throws IOException {
        try (TarArchiveInputStream tar =
                new TarArchiveInputStream(new XZCompressorInputStream(new BufferedInputStream(in)))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                Path file = target.resolve(entry.getName()).normalize();
                if (!file.startsWith(target)) {
                    throw new IOException("the archive of PostgreSQL holds a path outside it");
                }
                if (entry.isDirectory()) {
                    Files.createDirectories(file);
                } else if (entry.isSymbolicLink()) {
                    Files.createDirectories(file.getParent());
                    Files.createSymbolicLink(file, Path.of(entry.getLinkName()));
                } else {
                    Files.createDirectories(file.getParent());
                    Files.copy(tar, file);
                    if ((entry.getMode() & 0100) != 0) {
                        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
                    }
                }
            }
        }
    }

    /** With all that is in it. */
    static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
