package io.caravan.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.caravan.audit.AuditLog;
import io.caravan.message.DataClass;
import io.caravan.retry.Retries;
import io.caravan.user.Right;
import io.javalin.Javalin;
import io.javalin.http.Context;
import java.util.Locale;
import java.util.Set;

/** What waits to be tried again. */
final class RetryApi {
    private final Retries retries;
    private final AuditLog audit;

    RetryApi(Retries retries, AuditLog audit) {
        this.retries = retries;
        this.audit = audit;
    }

    void addTo(Javalin server) {
        server.get("/api/retries", this::list, new Access.Needs(Right.SEE_STATUS));
        server.get("/api/retries/{class}", this::messages, new Access.Needs(Right.SEE_LISTS));
        server.post("/api/retries/{class}/now", this::now, new Access.Needs(Right.CONTROL));
    }

    private void list(Context context) {
        Answers.json(context, json(Guard.classes(context, Right.SEE_STATUS)));
    }

    private ArrayNode json(Set<DataClass> visible) {
        ArrayNode answer = JsonNodeFactory.instance.arrayNode();
        for (Retries.Group group : retries.groups()) {
            if (visible.contains(group.dataClass())) {
                answer.addObject()
                        .put("class", group.dataClass().label())
                        .put("kind", group.kind().name().toLowerCase(Locale.ROOT))
                        .put("code", group.code())
                        .put("count", group.count())
                        .put("messages", group.messages())
                        .put("attempts", group.attempts())
                        .put("since", group.since().toString())
                        .put("due", group.due().toString());
            }
        }
        return answer;
    }

    private void messages(Context context) {
        DataClass dataClass = Answers.dataClass(context.pathParam("class"));
        Guard.require(context, Right.SEE_LISTS, dataClass);
        ArrayNode answer = JsonNodeFactory.instance.arrayNode();
        retries.messages(dataClass, Answers.limit(context)).forEach(message -> answer.add(json(message)));
        Answers.json(context, answer);
    }

    private static ObjectNode json(Retries.Message message) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("journalId", message.journalId())
                .put("class", message.dataClass().label())
                .put("controlId", message.controlId())
                .put("code", message.code())
                .put("attempts", message.attempts())
                .put("since", message.since().toString())
                .put("due", message.due().toString());
    }

    private void now(Context context) {
        DataClass dataClass = Answers.dataClass(context.pathParam("class"));
        Guard.require(context, Right.CONTROL, dataClass);
        audit.record(Guard.user(context), "retry-now", "retry/" + dataClass.label(), "");
        retries.now(dataClass);
        Answers.json(context, json(Guard.classes(context, Right.SEE_STATUS)));
    }
}
