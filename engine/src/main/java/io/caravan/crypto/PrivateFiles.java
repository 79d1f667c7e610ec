package io.caravan.crypto;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Files that only their owner may read. They appear whole or not at all, also after a power cut. */
final class PrivateFiles {
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");
    private static final Set<PosixFilePermission> ALLOWED = PosixFilePermissions.fromString("rwx------");

    private PrivateFiles() {}

    /** @throws KeyProblem when the file is there already: two processes must not make keys at once */
    static void create(Path file, byte[] content) {
        Path temporary = writeBeside(file, content);
        try {
            // link(2) fails when the name is taken; a rename would silently replace another process's keys
            Files.createLink(file, temporary);
            syncDirectory(file);
        } catch (FileAlreadyExistsException e) {
            throw new KeyProblem(
                    file + " appeared while keys were being made: is another Caravan starting? Start again", e);
        } catch (IOException | UnsupportedOperationException e) {
            throw new KeyProblem(file + " could not be written: check the directory's owner and space", e);
        } finally {
            delete(temporary);
        }
    }

    static void replace(Path file, byte[] content) {
        Path temporary = writeBeside(file, content);
        try {
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            syncDirectory(file);
        } catch (IOException e) {
            delete(temporary);
            throw new KeyProblem(file + " could not be replaced: check the directory's owner and space", e);
        }
    }

    /** @throws KeyProblem when the file is absent, or readable by others than its owner */
    static byte[] read(Path file) {
        try {
            if (isPosix()) {
                Set<PosixFilePermission> mode = Files.getPosixFilePermissions(file);
                if (!ALLOWED.containsAll(mode)) {
                    throw new KeyProblem(file + " has mode " + PosixFilePermissions.toString(mode)
                            + ", expected rw-------: others can read it. Run: chmod 600 " + file);
                }
            }
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new KeyProblem(
                    file + " cannot be read: check that it exists and belongs to the user who runs Caravan", e);
        }
    }

    private static Path writeBeside(Path file, byte[] content) {
        try {
            Path directory = file.toAbsolutePath().getParent();
            if (directory == null) {
                throw new KeyProblem(file + " is not a file name");
            }
            Files.createDirectories(directory, isPosix() ? ownerOnlyDirectory() : new FileAttribute<?>[0]);
            Path temporary = Files.createTempFile(directory, ".new-", ".key");
            if (isPosix()) {
                Files.setPosixFilePermissions(temporary, OWNER_ONLY);
            }
            try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
                ByteBuffer bytes = ByteBuffer.wrap(content);
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            return temporary;
        } catch (IOException e) {
            throw new KeyProblem(file + " could not be written: check the directory's owner and space", e);
        }
    }

    private static FileAttribute<?>[] ownerOnlyDirectory() {
        return new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(ALLOWED)};
    }

    private static boolean isPosix() {
        return FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
    }

    private static void syncDirectory(Path file) throws IOException {
        Path directory = file.toAbsolutePath().getParent();
        if (directory != null && isPosix()) {
            try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
