package io.caravan.user;

import io.caravan.message.DataClass;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;

/** A local user. */
public record User(String name, Set<Grant> grants) {

    public User {
        if (!name.matches("[A-Za-z0-9._@-]{1,64}")) {
            throw new IllegalArgumentException("A user's name has 1 to 64 of the characters A-Z a-z 0-9 . _ @ -");
        }
        grants = Set.copyOf(grants);
    }

    /** Whether the user has the right for any class. */
    public boolean may(Right right) {
        return grants.stream().anyMatch(grant -> grant.brings(right));
    }

    public boolean may(Right right, DataClass dataClass) {
        return grants.stream().anyMatch(grant -> grant.brings(right, dataClass));
    }

    /** The classes for which the user has the right. */
    public Set<DataClass> classes(Right right) {
        Set<DataClass> classes = EnumSet.noneOf(DataClass.class);
        Arrays.stream(DataClass.values())
                .filter(dataClass -> may(right, dataClass))
                .forEach(classes::add);
        return classes;
    }
}
