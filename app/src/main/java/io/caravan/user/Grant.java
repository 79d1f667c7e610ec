package io.caravan.user;

import io.caravan.message.DataClass;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A role that a user has; written {@code operator}, or {@code operator@labs} for one class.
 *
 * @param dataClass empty = for all; else only rights that are by class come with it
 */
public record Grant(Role role, Optional<DataClass> dataClass) {

    /** For all classes. */
    public static Grant of(Role role) {
        return new Grant(role, Optional.empty());
    }

    /** @throws UsersProblem naming the known roles, or the known classes */
    public static Grant parse(String label) {
        int at = label.indexOf('@');
        String name = at < 0 ? label : label.substring(0, at);
        Role role = Role.find(name)
                .orElseThrow(() -> new UsersProblem("\"" + name + "\" is not a role; known are "
                        + Arrays.stream(Role.values()).map(Role::label).collect(Collectors.joining(", "))));
        return new Grant(role, at < 0 ? Optional.empty() : Optional.of(dataClass(label.substring(at + 1))));
    }

    public String label() {
        return role.label() + dataClass.map(one -> "@" + one.label()).orElse("");
    }

    boolean brings(Right right, DataClass forClass) {
        return role.rights().contains(right)
                && (dataClass.isEmpty() || (right.isByClass() && dataClass.get() == forClass));
    }

    boolean brings(Right right) {
        return role.rights().contains(right) && (dataClass.isEmpty() || right.isByClass());
    }

    private static DataClass dataClass(String label) {
        try {
            return DataClass.of(label);
        } catch (IllegalArgumentException e) {
            throw new UsersProblem(String.valueOf(e.getMessage()));
        }
    }
}
