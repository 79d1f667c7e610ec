package io.caravan.demo;

import io.caravan.cli.CommandFailure;
import io.caravan.cli.ExitCode;
import io.caravan.postgres.DataFolderLock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The demo's folder. It is emptied at each start, so it must be the demo's own: a file in it says so. */
final class DemoFolder {
    private static final String MARK = "this-is-a-demo.txt";

    /** The database server stays, which saves making it anew; its databases do not. */
    private static final String SERVER = "postgres";

    private final Path folder;

    DemoFolder(Path folder) {
        this.folder = folder;
    }

    Path config() {
        return folder.resolve("config");
    }

    Path server() {
        return folder.resolve(SERVER);
    }

    /** Where the laboratory drops files of results. */
    Path drop() {
        return folder.resolve("drop");
    }

    /** @throws CommandFailure where the folder holds what is not a demo's */
    void prepare() {
        try {
            if (Files.exists(folder) && !isEmpty() && !Files.exists(folder.resolve(MARK))) {
                throw new CommandFailure(
                        ExitCode.REFUSED,
                        folder + " is not a demo's folder, and a demo would empty it; give --data a new one");
            }
            try (DataFolderLock lock = DataFolderLock.take(folder)) {
                empty(lock);
            }
            Files.writeString(
                    folder.resolve(MARK),
                    "Sample data, made by caravan demo. The next demo on this folder deletes everything in it.\n",
                    StandardCharsets.UTF_8);
            Files.createDirectories(drop());
        } catch (IOException e) {
            throw new UncheckedIOException("the demo's folder cannot be prepared", e);
        }
    }

    private boolean isEmpty() throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.findAny().isEmpty();
        }
    }

    /** @param lock held, so that no other Caravan works in the folder */
    private void empty(DataFolderLock lock) throws IOException {
        List<Path> entries;
        try (Stream<Path> all = Files.list(folder)) {
            entries = all.filter(entry -> !List.of(SERVER, MARK, "lock").contains(String.valueOf(entry.getFileName())))
                    .toList();
        }
        for (Path entry : entries) {
            delete(entry);
        }
    }

    private static void delete(Path tree) throws IOException {
        try (Stream<Path> all = Files.walk(tree)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    /** Copies what a site would edit, so that the demo does not depend on what this site has edited. */
    static void copy(Path from, Path to) {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path path : all.toList()) {
                Path target = to.resolve(from.relativize(path).toString());
                if (Files.isDirectory(path)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(path, target);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the shipped configuration cannot be copied", e);
        }
    }
}
