package io.caravan.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.caravan.audit.AuditLog;
import io.caravan.user.Grant;
import io.caravan.user.Right;
import io.caravan.user.User;
import io.caravan.user.UsersFile;
import io.javalin.Javalin;
import io.javalin.http.Context;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;

/** The local users. */
final class UserApi {
    private static final int SHORTEST_PASSWORD = 8;

    private final UsersFile users;
    private final AuditLog audit;

    UserApi(UsersFile users, AuditLog audit) {
        this.users = users;
        this.audit = audit;
    }

    void addTo(Javalin server) {
        server.get("/api/users", this::list, manage());
        server.put("/api/users/{name}", this::put, manage());
        server.delete("/api/users/{name}", this::remove, manage());
    }

    private static Access manage() {
        return new Access.Needs(Right.MANAGE_USERS);
    }

    private void list(Context context) {
        ArrayNode answer = JsonNodeFactory.instance.arrayNode();
        users.list().forEach(user -> {
            ArrayNode roles = answer.addObject().put("name", user.name()).putArray("roles");
            user.grants().stream().map(Grant::label).sorted().forEach(roles::add);
        });
        Answers.json(context, answer);
    }

    private void put(Context context) {
        JsonNode body = Answers.body(context);
        String password = body.path("password").asText("");
        if (password.length() < SHORTEST_PASSWORD) {
            throw Problem.badRequest("A password has at least " + SHORTEST_PASSWORD + " characters");
        }
        Set<Grant> grants = new HashSet<>();
        body.path("roles").forEach(grant -> grants.add(Grant.parse(grant.asText())));
        User user = new User(context.pathParam("name"), grants);
        audit.record(Guard.user(context), "user-put", "user/" + user.name(), String.join(",", labels(grants)));
        users.put(user, password);
        list(context);
    }

    private void remove(Context context) {
        String name = context.pathParam("name");
        if (name.equals(Guard.user(context))) {
            throw Problem.conflict("Nobody removes themselves");
        }
        audit.record(Guard.user(context), "user-remove", "user/" + name, "");
        if (!users.remove(name)) {
            throw Problem.notFound("There is no user of that name");
        }
        list(context);
    }

    private static Set<String> labels(Set<Grant> grants) {
        Set<String> labels = new TreeSet<>();
        grants.forEach(grant -> labels.add(grant.label()));
        return labels;
    }
}
