package io.caravan.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.caravan.audit.AuditLog;
import io.caravan.deadletter.DeadLetter;
import io.caravan.deadletter.DeadLetters;
import io.caravan.fold.ResourceType;
import io.caravan.glass.BreakGlass;
import io.caravan.glass.BreakGlass.Permission;
import io.caravan.glass.BreakGlass.Wish;
import io.caravan.message.DataClass;
import io.caravan.user.Right;
import io.caravan.user.User;
import io.javalin.Javalin;
import io.javalin.http.Context;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** Seeing one message or one resource in clear in an emergency. */
final class BreakGlassApi {
    private final BreakGlass glass;
    private final DeadLetters letters;
    private final AuditLog audit;
    private final Duration longest;

    /** @param longest and usual span of a permission */
    BreakGlassApi(BreakGlass glass, DeadLetters letters, AuditLog audit, Duration longest) {
        this.glass = glass;
        this.letters = letters;
        this.audit = audit;
        this.longest = longest;
    }

    void addTo(Javalin server) {
        server.post("/api/deadletters/{id}/break-glass", this::letter, new Access.Needs(Right.BREAK_GLASS));
        server.post("/api/break-glass", this::resource, new Access.Needs(Right.BREAK_GLASS));
        server.get(
                "/api/break-glass", this::list, new Access.Needs(Right.BREAK_GLASS), new Access.Needs(Right.SEE_AUDIT));
        server.post(
                "/api/break-glass/{id}/end",
                this::end,
                new Access.Needs(Right.BREAK_GLASS),
                new Access.Needs(Right.MANAGE_USERS));
    }

    private void letter(Context context) {
        long id = Answers.id(context.pathParam("id"));
        DeadLetter letter = letters.find(id)
                .filter(found -> Guard.who(context).may(Right.SEE_LISTS, found.dataClass()))
                .orElseThrow(() -> Problem.notFound("There is no dead letter " + id));
        Guard.require(context, Right.BREAK_GLASS, letter.dataClass());
        open(context, Looks.subject(letter), Optional.of(letter.dataClass()));
    }

    private void resource(Context context) {
        User user = Guard.who(context);
        if (user.classes(Right.BREAK_GLASS).size() < DataClass.values().length) {
            throw new Problem(
                    403, "forbidden", "A resource has facts of several classes; a role for one is not enough");
        }
        open(context, reference(Answers.body(context).path("resource").asText("")), Optional.empty());
    }

    private void open(Context context, String subject, Optional<DataClass> dataClass) {
        JsonNode body = Answers.body(context);
        String reason = Answers.reason(body);
        long minutes = body.path("minutes").asLong(longest.toMinutes());
        if (minutes < 1 || minutes > longest.toMinutes()) {
            throw Problem.badRequest("minutes is from 1 to " + longest.toMinutes());
        }
        audit.record(Guard.user(context), "break-glass", subject, minutes + " minutes: " + reason);
        Permission permission =
                glass.open(new Wish(Guard.user(context), subject, dataClass, reason, Duration.ofMinutes(minutes)));
        Answers.json(context, json(permission));
    }

    /** Everybody's for whom reads the audit log, else one's own. */
    private void list(Context context) {
        User user = Guard.who(context);
        ArrayNode answer = JsonNodeFactory.instance.arrayNode();
        Optional<String> whose = user.may(Right.SEE_AUDIT) ? Optional.empty() : Optional.of(user.name());
        glass.list(whose, Answers.before(context), Answers.limit(context))
                .forEach(permission -> answer.add(json(permission)));
        Answers.json(context, answer);
    }

    private void end(Context context) {
        User user = Guard.who(context);
        long id = Answers.id(context.pathParam("id"));
        Permission permission = glass.find(id)
                .filter(found -> found.actor().equals(user.name()) || user.may(Right.MANAGE_USERS))
                .orElseThrow(() -> Problem.notFound("There is no permission " + id));
        audit.record(user.name(), "break-glass-end", permission.subject(), "break-glass " + id);
        Answers.json(
                context,
                json(glass.end(id, user.name()).orElseThrow(() -> Problem.conflict("This permission is over"))));
    }

    private static String reference(String text) {
        int slash = text.indexOf('/');
        try {
            if (slash > 0) {
                return ResourceType.of(text.substring(0, slash)).fhirName() + "/"
                        + UUID.fromString(text.substring(slash + 1));
            }
        } catch (IllegalArgumentException e) {
            throw Problem.badRequest("resource is a reference such as Patient/ID");
        }
        throw Problem.badRequest("resource is a reference such as Patient/ID");
    }

    private static ObjectNode json(Permission permission) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("id", permission.id())
                .put("actor", permission.actor())
                .put("subject", permission.subject())
                .put("class", permission.dataClass().map(DataClass::label).orElse(""))
                .put("reason", permission.reason())
                .put("grantedAt", permission.grantedAt().toString())
                .put("expiresAt", permission.expiresAt().toString())
                .put("endedAt", permission.endedAt().map(Instant::toString).orElse(""))
                .put("endedBy", permission.endedBy())
                .put("looks", permission.looks());
    }
}
