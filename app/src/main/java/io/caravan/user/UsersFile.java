package io.caravan.user;

import at.favre.lib.crypto.bcrypt.BCrypt;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The users on disk: {@code name:role,role@class:bcrypt hash}, one a line, readable by the owner only. A change by hand is seen at
 * the next request. Safe for threads.
 */
public final class UsersFile {
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");
    private static final String HEADER = "# name:roles:hash; written by Caravan, may be edited";

    /** 2^10 rounds: some 60 ms, which verified credentials pay once in a while only. */
    private static final int COST = 10;

    /** bcrypt reads no further. */
    private static final int MAX_PASSWORD_BYTES = 72;

    private final Path file;
    private FileTime readAt = FileTime.fromMillis(0);
    private Map<String, Entry> entries = Map.of();

    private record Entry(User user, String hash) {}

    public UsersFile(Path file) {
        this.file = file;
    }

    public boolean exists() {
        return Files.exists(file);
    }

    public List<User> list() {
        return entries().values().stream().map(Entry::user).toList();
    }

    /** Adds a user, or gives one of that name another password and other roles. */
    public synchronized void put(User user, String password) {
        byte[] bytes = password.getBytes(StandardCharsets.UTF_8);
        if (bytes.length == 0 || bytes.length > MAX_PASSWORD_BYTES) {
            throw new UsersProblem("A password has 1 to 72 bytes");
        }
        Map<String, Entry> changed = new LinkedHashMap<>(entries());
        changed.put(
                user.name(),
                new Entry(user, new String(BCrypt.withDefaults().hash(COST, bytes), StandardCharsets.US_ASCII)));
        write(changed);
    }

    /** @return whether there was one */
    public synchronized boolean remove(String name) {
        Map<String, Entry> changed = new LinkedHashMap<>(entries());
        if (changed.remove(name) == null) {
            return false;
        }
        write(changed);
        return true;
    }

    /** The user when the password is right. An unknown name costs as much time as a wrong password. */
    Optional<User> verify(String name, String password) {
        Entry entry = entries().get(name);
        byte[] hash = (entry == null ? Unknown.HASH : entry.hash()).getBytes(StandardCharsets.US_ASCII);
        byte[] given = password.getBytes(StandardCharsets.UTF_8);
        boolean right = given.length <= MAX_PASSWORD_BYTES && BCrypt.verifyer().verify(given, hash).verified;
        return right && entry != null ? Optional.of(entry.user()) : Optional.empty();
    }

    /** Changes whenever the users do. */
    synchronized FileTime changedAt() {
        entries();
        return readAt;
    }

    private synchronized Map<String, Entry> entries() {
        try {
            FileTime changed = Files.exists(file) ? Files.getLastModifiedTime(file) : FileTime.fromMillis(0);
            if (!changed.equals(readAt)) {
                entries = read();
                readAt = changed;
            }
            return entries;
        } catch (IOException e) {
            throw new UncheckedIOException("The users file " + file + " cannot be read", e);
        }
    }

    private Map<String, Entry> read() throws IOException {
        Map<String, Entry> read = new LinkedHashMap<>();
        List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            String[] parts = line.split(":", 3);
            if (parts.length != 3) {
                throw new UsersProblem("Line " + (i + 1) + " of " + file + " is not name:roles:hash");
            }
            Set<Grant> grants = Arrays.stream(parts[1].split(","))
                    .map(String::strip)
                    .filter(grant -> !grant.isEmpty())
                    .map(Grant::parse)
                    .collect(Collectors.toUnmodifiableSet());
            read.put(parts[0], new Entry(new User(parts[0], grants), parts[2]));
        }
        return read;
    }

    private void write(Map<String, Entry> changed) {
        List<String> lines = new ArrayList<>(List.of(HEADER));
        changed.values()
                .forEach(entry -> lines.add(entry.user().name() + ":"
                        + entry.user().grants().stream()
                                .map(Grant::label)
                                .sorted()
                                .collect(Collectors.joining(",")) + ":"
                        + entry.hash()));
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Path beside = Files.createTempFile(
                    file.toAbsolutePath().getParent(),
                    "users",
                    ".new",
                    PosixFilePermissions.asFileAttribute(OWNER_ONLY));
            Files.write(beside, lines, StandardCharsets.UTF_8);
            Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            readAt = FileTime.fromMillis(0);
        } catch (IOException e) {
            throw new UncheckedIOException("The users file " + file + " cannot be written", e);
        }
    }

    /** A hash that no password has. */
    private static final class Unknown {
        private static final String HASH =
                new String(BCrypt.withDefaults().hash(COST, new byte[16]), StandardCharsets.US_ASCII);
    }
}
