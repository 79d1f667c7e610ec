package io.caravan.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.caravan.alert.Alert;
import io.caravan.alert.Alerts;
import io.caravan.audit.AuditLog;
import io.caravan.message.DataClass;
import io.caravan.user.Right;
import io.javalin.Javalin;
import io.javalin.http.Context;
import java.util.Set;

/** The alerts. */
final class AlertApi {
    private static final int LONGEST_NOTE = 500;

    private final Alerts alerts;
    private final AuditLog audit;

    AlertApi(Alerts alerts, AuditLog audit) {
        this.alerts = alerts;
        this.audit = audit;
    }

    void addTo(Javalin server) {
        server.get("/api/alerts", this::list, new Access.Needs(Right.SEE_LISTS));
        server.post("/api/alerts/{id}/acknowledge", this::acknowledge, new Access.Needs(Right.ASSIGN));
    }

    private void list(Context context) {
        boolean all = "true".equals(context.queryParam("all"));
        ArrayNode answer = JsonNodeFactory.instance.arrayNode();
        Set<DataClass> visible = Guard.classes(context, Right.SEE_LISTS);
        alerts.list(all, Answers.before(context), Answers.limit(context)).stream()
                .filter(alert -> alert.dataClass().map(visible::contains).orElse(true))
                .forEach(alert -> answer.add(json(alert)));
        Answers.json(context, answer);
    }

    private void acknowledge(Context context) {
        long id = Answers.id(context.pathParam("id"));
        JsonNode body = Answers.body(context);
        String note = body.path("note").asText("").strip();
        if (note.length() > LONGEST_NOTE) {
            throw Problem.badRequest("A note has at most " + LONGEST_NOTE + " characters");
        }
        Alert alert = alerts.find(id).orElseThrow(() -> Problem.notFound("There is no alert " + id));
        alert.dataClass().ifPresent(dataClass -> Guard.require(context, Right.ASSIGN, dataClass));
        audit.record(Guard.user(context), "acknowledge-alert", "alert/" + id, note);
        Answers.json(context, json(alerts.acknowledge(id, Guard.user(context), note)));
    }

    private static ObjectNode json(Alert alert) {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("id", alert.id())
                .put("kind", alert.kind())
                .put("class", alert.dataClass().map(DataClass::label).orElse(""))
                .put("subject", alert.subject())
                .put("text", alert.text())
                .put("state", alert.resolvedAt().isPresent() ? "resolved" : "open")
                .put("openedAt", alert.openedAt().toString())
                .put("lastSeen", alert.lastSeen().toString())
                .put("resolvedAt", alert.resolvedAt().map(Object::toString).orElse(""))
                .put("count", alert.count());
        json.put(
                "acknowledgedBy",
                alert.acknowledged().map(Alert.Acknowledged::by).orElse(""));
        json.put("note", alert.acknowledged().map(Alert.Acknowledged::note).orElse(""));
        return json;
    }
}
