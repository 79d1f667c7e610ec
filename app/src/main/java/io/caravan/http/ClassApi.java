package io.caravan.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.caravan.audit.AuditLog;
import io.caravan.message.DataClass;
import io.caravan.pause.ClassPause;
import io.caravan.user.Right;
import io.javalin.Javalin;
import io.javalin.http.Context;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The classes: which of them stand still, and in which of them messages wait. */
final class ClassApi {
    private final Parts.Classes classes;
    private final ClassStates states;
    private final AuditLog audit;

    ClassApi(Parts.Classes classes, ClassStates states, AuditLog audit) {
        this.classes = classes;
        this.states = states;
        this.audit = audit;
    }

    void addTo(Javalin server) {
        server.get("/api/classes", this::list, new Access.Needs(Right.SEE_STATUS));
        server.post("/api/classes/{class}/pause", this::pause, new Access.Needs(Right.PAUSE_CLASS));
        server.post("/api/classes/{class}/resume", this::resume, new Access.Needs(Right.PAUSE_CLASS));
    }

    private void list(Context context) {
        Answers.json(context, json(Guard.classes(context, Right.SEE_STATUS)));
    }

    private void pause(Context context) {
        DataClass dataClass = dataClass(context);
        String reason = Answers.reason(Answers.body(context));
        audit.record(Guard.user(context), "class-pause", "class/" + dataClass.label(), reason);
        classes.pauses().pause(dataClass, Guard.user(context), reason);
        Answers.json(context, json(Set.of(dataClass)));
    }

    private void resume(Context context) {
        DataClass dataClass = dataClass(context);
        JsonNode body = Answers.body(context);
        String reason = body.path("reason").asText("").isBlank() ? "" : Answers.reason(body);
        audit.record(Guard.user(context), "class-resume", "class/" + dataClass.label(), reason);
        classes.pauses().resume(dataClass, Guard.user(context));
        Answers.json(context, json(Set.of(dataClass)));
    }

    private static DataClass dataClass(Context context) {
        DataClass dataClass = Answers.dataClass(context.pathParam("class"));
        Guard.require(context, Right.PAUSE_CLASS, dataClass);
        return dataClass;
    }

    private ArrayNode json(Set<DataClass> visible) {
        ArrayNode answer = JsonNodeFactory.instance.arrayNode();
        Map<DataClass, ClassPause> pauses = classes.pauses().active();
        Map<DataClass, Long> parked = classes.parked().counts();
        for (DataClass dataClass : DataClass.values()) {
            if (visible.contains(dataClass)) {
                ClassStates.State state = states.of(dataClass);
                ObjectNode one = answer.addObject()
                        .put("class", dataClass.label())
                        .put("state", state.state())
                        .put("reason", state.reason());
                pause(one, Optional.ofNullable(pauses.get(dataClass)));
                one.put("sequence", classes.holding().contains(dataClass) ? "hold" : "continue")
                        .put("parked", parked.getOrDefault(dataClass, 0L));
            }
        }
        return answer;
    }

    /** Empty where the class is not paused, the code also where somebody paused it. */
    private static void pause(ObjectNode json, Optional<ClassPause> pause) {
        json.put("pausedSince", pause.map(one -> one.since().toString()).orElse(""))
                .put("pausedBy", pause.map(ClassPause::actor).orElse(""))
                .put("code", pause.map(one -> one.cause().code()).orElse(""))
                .put("place", pause.map(one -> one.cause().place()).orElse(""))
                .put("count", pause.map(one -> one.cause().count()).orElse(0))
                .put("resumesByItself", pause.map(one -> one.cause().passing()).orElse(false));
    }
}
