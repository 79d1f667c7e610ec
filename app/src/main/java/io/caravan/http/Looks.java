package io.caravan.http;

import io.caravan.audit.AuditLog;
import io.caravan.deadletter.DeadLetter;
import io.caravan.glass.BreakGlass;
import io.caravan.glass.BreakGlass.Permission;
import io.caravan.user.Right;
import io.caravan.user.User;
import io.javalin.http.Context;
import java.util.Optional;

/**
 * The one door to patient data in clear: who has the right, or has broken the glass, passes, and is recorded in the audit log
 * before a byte leaves.
 */
final class Looks {
    private final BreakGlass glass;
    private final AuditLog audit;

    Looks(BreakGlass glass, AuditLog audit) {
        this.glass = glass;
        this.audit = audit;
    }

    /** Paths that lead through this door. */
    static Access[] atMessages() {
        return new Access[] {new Access.Needs(Right.SEE_BODY), new Access.Needs(Right.BREAK_GLASS)};
    }

    static Access[] atResources() {
        return new Access[] {new Access.Needs(Right.READ_CLEAR), new Access.Needs(Right.BREAK_GLASS)};
    }

    static String subject(DeadLetter letter) {
        return "deadletter/" + letter.id();
    }

    /**
     * Somebody is going to see what a letter holds.
     *
     * @param what of it, for the audit; no patient data
     * @throws Problem where they may not
     */
    void message(Context context, DeadLetter letter, String what) {
        if (!mayMessage(context, letter, what)) {
            throw refused(Guard.who(context));
        }
    }

    /** Whether somebody sees what a letter holds; then it is recorded, else it is to be masked. */
    boolean mayMessage(Context context, DeadLetter letter, String what) {
        User user = Guard.who(context);
        return pass(user, user.may(Right.SEE_BODY, letter.dataClass()), subject(letter), "read-deadletter", what);
    }

    /** @param subject reference of the resource */
    void resource(Context context, String subject, String action, String what) {
        User user = Guard.who(context);
        if (!pass(user, user.may(Right.READ_CLEAR), subject, action, what)) {
            throw refused(user);
        }
    }

    private boolean pass(User user, boolean may, String subject, String action, String what) {
        if (may) {
            audit.record(user.name(), action, subject, what);
            return true;
        }
        Optional<Permission> broken = user.may(Right.BREAK_GLASS) ? glass.use(user.name(), subject) : Optional.empty();
        broken.ifPresent(
                permission -> audit.record(user.name(), action, subject, what + ", break-glass " + permission.id()));
        return broken.isPresent();
    }

    private static Problem refused(User user) {
        return new Problem(
                403,
                "forbidden",
                user.name() + " may not see this in clear"
                        + (user.may(Right.BREAK_GLASS) ? "; in an emergency, break the glass" : ""));
    }
}
