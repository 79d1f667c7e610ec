package io.caravan.user;

import java.util.Set;

/** A local user. */
public record User(String name, Set<Role> roles) {

    public User {
        if (!name.matches("[A-Za-z0-9._@-]{1,64}")) {
            throw new IllegalArgumentException("A user's name has 1 to 64 of the characters A-Z a-z 0-9 . _ @ -");
        }
        roles = Set.copyOf(roles);
    }

    public boolean may(Right right) {
        return roles.stream().anyMatch(role -> role.rights().contains(right));
    }
}
