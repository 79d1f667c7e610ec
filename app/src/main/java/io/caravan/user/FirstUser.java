package io.caravan.user;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Makes the first user: {@code admin}, with every role, so that a new installation can be used and then be divided up. */
public final class FirstUser {
    private static final int PASSWORD_BYTES = 15;

    private FirstUser() {}

    /**
     * Makes the users file where there is none.
     *
     * @param given password of the configuration
     * @return the generated password, to be printed once; empty where nothing was generated
     */
    public static Optional<String> make(UsersFile users, Optional<String> given) {
        if (users.exists()) {
            return Optional.empty();
        }
        byte[] random = new byte[PASSWORD_BYTES];
        new SecureRandom().nextBytes(random);
        String generated = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
        users.put(new User("admin", everyRole()), given.orElse(generated));
        return given.isPresent() ? Optional.empty() : Optional.of(generated);
    }

    private static Set<Grant> everyRole() {
        return Arrays.stream(Role.values()).map(Grant::of).collect(Collectors.toSet());
    }
}
