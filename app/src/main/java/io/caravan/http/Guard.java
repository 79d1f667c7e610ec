package io.caravan.http;

import io.caravan.message.DataClass;
import io.caravan.user.Logins;
import io.caravan.user.Logins.Login;
import io.caravan.user.Right;
import io.caravan.user.User;
import io.javalin.http.Context;
import io.javalin.security.BasicAuthCredentials;
import io.javalin.security.RouteRole;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Lets a request through only for whom its path is. A path that names nobody is for nobody. */
final class Guard {
    private static final String USER = "caravan.user";

    private final Logins logins;

    Guard(Logins logins) {
        this.logins = logins;
    }

    /** The name of the user of a request that was let through. */
    static String user(Context context) {
        return who(context).name();
    }

    /** The user of a request that was let through: with a right of the path, for some class at least. */
    static User who(Context context) {
        User user = context.attribute(USER);
        if (user == null) {
            throw new IllegalStateException("a path without a user asks for one");
        }
        return user;
    }

    /** The classes for which the user has the right. */
    static Set<DataClass> classes(Context context, Right right) {
        return who(context).classes(right);
    }

    /** @throws Problem where the user has the right for other classes only */
    static void require(Context context, Right right, DataClass dataClass) {
        User user = who(context);
        if (!user.may(right, dataClass)) {
            throw new Problem(
                    403, "forbidden", user.name() + " has no role that permits this for " + dataClass.label());
        }
    }

    void check(Context context) {
        Set<RouteRole> roles = context.routeRoles();
        if (roles.stream().anyMatch(Access.Open.class::isInstance)) {
            return;
        }
        if ("cross-site".equals(context.header("Sec-Fetch-Site"))) {
            throw new Problem(403, "forbidden", "Another site may not ask on a user's behalf");
        }
        User user = login(context);
        context.attribute(USER, user);
        boolean may = roles.stream().anyMatch(role -> role instanceof Access.Needs needs && user.may(needs.right()));
        if (!may) {
            throw new Problem(403, "forbidden", user.name() + " has no role that permits this");
        }
    }

    private User login(Context context) {
        @Nullable BasicAuthCredentials given = context.basicAuthCredentials();
        if (given == null) {
            context.header("WWW-Authenticate", "Basic realm=\"caravan\", charset=\"UTF-8\"");
            throw new Problem(401, "login", "Give a user and a password");
        }
        Login login = logins.check(given.getUsername(), given.getPassword(), context.ip());
        if (login instanceof Login.Known known) {
            return known.user();
        }
        if (login instanceof Login.TooMany tooMany) {
            context.header("Retry-After", Long.toString(tooMany.retryAfter().toSeconds() + 1));
            throw new Problem(429, "throttled", "Too many wrong passwords; try again later");
        }
        if (login instanceof Login.Wrong) {
            context.header("WWW-Authenticate", "Basic realm=\"caravan\", charset=\"UTF-8\"");
            throw new Problem(401, "login", "The user or the password is wrong");
        }
        throw new AssertionError(login);
    }
}
