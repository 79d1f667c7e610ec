package io.caravan.user;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** A set of rights under a name that people use. */
public enum Role {
    VIEWER(Right.SEE_STATUS, Right.SEE_LISTS),
    /** Keeps it running. Sees no patient data, but in an emergency. */
    OPERATOR(
            Right.SEE_STATUS,
            Right.SEE_LISTS,
            Right.CONTROL,
            Right.PAUSE_CLASS,
            Right.REPLAY,
            Right.REDELIVER,
            Right.DISCARD,
            Right.RELEASE,
            Right.JOBS,
            Right.EXPORT,
            Right.ASSIGN,
            Right.BREAK_GLASS),
    /** Repairs messages, and therefore sees them. */
    REPAIRER(
            Right.SEE_STATUS,
            Right.SEE_LISTS,
            Right.SEE_BODY,
            Right.EDIT,
            Right.REPLAY,
            Right.REDIRECT,
            Right.EXPORT,
            Right.ASSIGN),
    /** The second pair of eyes. */
    APPROVER(Right.SEE_STATUS, Right.SEE_LISTS, Right.SEE_BODY, Right.APPROVE, Right.ASSIGN),
    SCHEDULER(Right.SEE_STATUS, Right.SCHEDULE),
    ENGINEER(Right.SEE_STATUS, Right.SEE_LISTS, Right.READ_CLEAR),
    AUDITOR(Right.SEE_STATUS, Right.SEE_AUDIT),
    ADMIN(Right.SEE_STATUS, Right.MANAGE_USERS);

    private final Set<Right> rights;

    Role(Right... rights) {
        this.rights = Set.of(rights);
    }

    public Set<Right> rights() {
        return rights;
    }

    /** The name in the users file: lower case. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Role> find(String label) {
        return Arrays.stream(values())
                .filter(role -> role.label().equals(label))
                .findFirst();
    }
}
