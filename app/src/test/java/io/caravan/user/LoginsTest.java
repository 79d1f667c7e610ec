package io.caravan.user;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.caravan.user.Logins.Login;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoginsTest {
    private static final String HERE = "127.0.0.1";

    @TempDir
    Path data;

    private Instant now = Instant.parse("2026-03-01T12:00:00Z");
    private UsersFile users;
    private Logins logins;

    @BeforeEach
    void anAdmin() {
        users = new UsersFile(data.resolve("users"));
        FirstUser.make(users, Optional.of("right password"));
        logins = new Logins(users, () -> now);
    }

    @Test
    void theFirstUserHasEveryRightAndTheFileIsForItsOwnerOnly() throws Exception {
        assertThat(logins.check("admin", "right password", HERE)).isInstanceOfSatisfying(Login.Known.class, known -> {
            for (Right right : Right.values()) {
                assertThat(known.user().may(right)).isTrue();
            }
        });
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve("users"))))
                .isEqualTo("rw-------");
        assertThat(Files.readString(data.resolve("users"), StandardCharsets.UTF_8))
                .doesNotContain("right password");
    }

    @Test
    void thePasswordIsGeneratedOnceWhereNoneIsGiven() {
        UsersFile fresh = new UsersFile(data.resolve("fresh"));

        String generated = FirstUser.make(fresh, Optional.empty()).orElseThrow();

        assertThat(new Logins(fresh, () -> now).check("admin", generated, HERE)).isInstanceOf(Login.Known.class);
        assertThat(FirstUser.make(fresh, Optional.of("another"))).isEmpty();
        assertThat(new Logins(fresh, () -> now).check("admin", "another", HERE)).isInstanceOf(Login.Wrong.class);
    }

    @Test
    void wrongPasswordsAndUnknownUsersAreTheSame() {
        assertThat(logins.check("admin", "wrong", HERE)).isEqualTo(new Login.Wrong());
        assertThat(logins.check("nobody", "right password", HERE)).isEqualTo(new Login.Wrong());
    }

    @Test
    void tooManyWrongPasswordsWaitButNobodyElseDoes() {
        assertThat(logins.check("admin", "right password", HERE)).isInstanceOf(Login.Known.class);
        for (int i = 0; i < 10; i++) {
            logins.check("admin", "wrong", "10.0.0.9");
        }

        assertThat(logins.check("admin", "right again", "10.0.0.9")).isInstanceOf(Login.TooMany.class);
        assertThat(logins.check("admin", "wrong", "10.0.0.9")).isInstanceOf(Login.TooMany.class);
        assertThat(logins.check("admin", "right password", HERE)).isInstanceOf(Login.Known.class);

        now = now.plus(Duration.ofSeconds(61));
        assertThat(logins.check("admin", "wrong", "10.0.0.9")).isInstanceOf(Login.Wrong.class);
    }

    @Test
    void aChangedPasswordHoldsAtOnce() {
        assertThat(logins.check("admin", "right password", HERE)).isInstanceOf(Login.Known.class);

        users.put(new User("admin", Set.of(Grant.of(Role.VIEWER))), "new password");

        assertThat(logins.check("admin", "right password", HERE)).isInstanceOf(Login.Wrong.class);
        assertThat(logins.check("admin", "new password", HERE))
                .isInstanceOfSatisfying(
                        Login.Known.class,
                        known -> assertThat(known.user().may(Right.READ_CLEAR)).isFalse());
        assertThat(users.remove("admin")).isTrue();
        assertThat(logins.check("admin", "new password", HERE)).isInstanceOf(Login.Wrong.class);
    }

    @Test
    void aBrokenLineIsNamedByItsNumber() throws Exception {
        Files.writeString(data.resolve("users"), "# users\nadmin;viewer\n");

        assertThatThrownBy(users::list).isInstanceOf(UsersProblem.class).hasMessageContaining("Line 2");
    }
}
