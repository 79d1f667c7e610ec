package io.caravan.user;

import java.nio.charset.StandardCharsets;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Checks who somebody is. A right password is remembered for a short while as a salted digest, so that bcrypt is not paid by each
 * request; wrong ones are limited by user and address, which never locks out somebody whose password is remembered. Safe for
 * threads.
 */
public final class Logins {
    private static final Duration REMEMBERED = Duration.ofMinutes(5);
    private static final Duration FAILURE_WINDOW = Duration.ofMinutes(1);
    private static final int MAX_FAILURES = 10;
    private static final int MAX_REMEMBERED = 1_000;

    private final UsersFile users;
    private final InstantSource clock;
    private final byte[] salt = new byte[32];
    private final Map<String, Remembered> remembered = limited();
    private final Map<String, Failures> failures = limited();

    private record Remembered(User user, byte[] digest, FileTime users, Instant until) {}

    private record Failures(int count, Instant since) {}

    /** What a check found. */
    public sealed interface Login {
        record Known(User user) implements Login {}

        record Wrong() implements Login {}

        /** Too many wrong passwords; even a right one is not looked at for a while. */
        record TooMany(Duration retryAfter) implements Login {}
    }

    public Logins(UsersFile users, InstantSource clock) {
        this.users = users;
        this.clock = clock;
        new SecureRandom().nextBytes(salt);
    }

    /** @param address of the client */
    public Login check(String name, String password, String address) {
        Instant now = clock.instant();
        byte[] digest = digest(name, password);
        Optional<User> known = recall(name, digest, now);
        if (known.isPresent()) {
            return new Login.Known(known.get());
        }
        String who = name + " " + address;
        Optional<Duration> wait = wait(who, now);
        if (wait.isPresent()) {
            return new Login.TooMany(wait.get());
        }
        FileTime version = users.changedAt();
        Optional<User> user = users.verify(name, password);
        if (user.isEmpty()) {
            fail(who, now);
            return new Login.Wrong();
        }
        synchronized (remembered) {
            remembered.put(name, new Remembered(user.get(), digest, version, now.plus(REMEMBERED)));
        }
        return new Login.Known(user.get());
    }

    private Optional<User> recall(String name, byte[] digest, Instant now) {
        Optional<Remembered> found;
        synchronized (remembered) {
            found = Optional.ofNullable(remembered.get(name));
        }
        FileTime version = users.changedAt();
        return found.filter(entry -> now.isBefore(entry.until()))
                .filter(entry -> entry.users().equals(version))
                .filter(entry -> MessageDigest.isEqual(entry.digest(), digest))
                .map(Remembered::user);
    }

    private Optional<Duration> wait(String who, Instant now) {
        synchronized (failures) {
            Failures found = failures.get(who);
            if (found == null || found.count() < MAX_FAILURES) {
                return Optional.empty();
            }
            Duration left = Duration.between(now, found.since().plus(FAILURE_WINDOW));
            if (left.isNegative() || left.isZero()) {
                failures.remove(who);
                return Optional.empty();
            }
            return Optional.of(left);
        }
    }

    private void fail(String who, Instant now) {
        synchronized (failures) {
            Failures found = failures.getOrDefault(who, new Failures(0, now));
            boolean old = found.since().plus(FAILURE_WINDOW).isBefore(now);
            failures.put(who, old ? new Failures(1, now) : new Failures(found.count() + 1, found.since()));
        }
    }

    private byte[] digest(String name, String password) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            sha.update(salt);
            sha.update(name.getBytes(StandardCharsets.UTF_8));
            sha.update((byte) 0);
            return sha.digest(password.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static <V> Map<String, V> limited() {
        return new LinkedHashMap<>() {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
                return size() > MAX_REMEMBERED;
            }
        };
    }
}
