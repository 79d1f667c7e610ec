package io.caravan.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.caravan.audit.AuditLog;
import io.caravan.backfill.Backfill;
import io.caravan.message.DataClass;
import io.caravan.user.Right;
import io.javalin.Javalin;
import io.javalin.http.Context;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The backfill of each class. */
final class BackfillApi {
    private final Backfill backfill;
    private final AuditLog audit;

    BackfillApi(Backfill backfill, AuditLog audit) {
        this.backfill = backfill;
        this.audit = audit;
    }

    void addTo(Javalin server) {
        server.get("/api/backfill", this::status, new Access.Needs(Right.SEE_STATUS));
        server.post("/api/backfill/start", context -> each(context, "backfill-start", backfill::start), control());
        server.post("/api/backfill/pause", this::pause, control());
        server.post("/api/backfill/resume", context -> each(context, "backfill-resume", backfill::resume), control());
    }

    private static Access control() {
        return new Access.Needs(Right.CONTROL);
    }

    private void status(Context context) {
        Answers.json(context, json());
    }

    private void pause(Context context) {
        String reason = Answers.body(context).path("reason").asText("").strip();
        each(context, "backfill-pause", dataClass -> backfill.pause(dataClass, reason));
    }

    private void each(Context context, String action, Step step) {
        JsonNode body = Answers.body(context);
        for (DataClass dataClass : classes(body)) {
            audit.record(
                    Guard.user(context),
                    action,
                    "backfill/" + dataClass.label(),
                    body.path("reason").asText("").strip());
            step.run(dataClass);
        }
        Answers.json(context, json());
    }

    /** The classes of the request; all that have a legacy database where it names none. */
    private List<DataClass> classes(JsonNode body) {
        List<DataClass> known = List.copyOf(backfill.status().keySet());
        List<DataClass> asked = new ArrayList<>();
        body.path("classes").forEach(label -> asked.add(Answers.dataClass(label.asText())));
        for (DataClass dataClass : asked) {
            if (!known.contains(dataClass)) {
                throw Problem.conflict("Nothing is declared to be read for " + dataClass.label() + "; declare backfill."
                        + dataClass.label() + ".<name>.sql and .key");
            }
        }
        if (asked.isEmpty() && known.isEmpty()) {
            throw Problem.conflict("No legacy database is declared");
        }
        return asked.isEmpty() ? known.stream().sorted().toList() : asked;
    }

    private ObjectNode json() {
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        backfill.status().forEach((dataClass, status) -> {
            ObjectNode one = answer.putObject(dataClass.label())
                    .put("state", label(status.state()))
                    .put("rows", status.rows())
                    .put("reason", status.state() == Backfill.State.IDLE ? "not started" : status.reason())
                    .put("startedAt", status.startedAt().map(Object::toString).orElse(""))
                    .put("finishedAt", status.finishedAt().map(Object::toString).orElse(""));
            ObjectNode sources = one.putObject("sources");
            status.sources()
                    .forEach(source -> sources.putObject(source.source())
                            .put("state", label(source.state()))
                            .put("rows", source.rows())
                            .put("segments", source.segments())
                            .put("reason", source.reason()));
        });
        return answer;
    }

    /** The contract for scripts knows no "idle": what was never started waits for its start. */
    private static String label(Backfill.State state) {
        return state == Backfill.State.IDLE ? "waiting" : state.name().toLowerCase(Locale.ROOT);
    }

    private interface Step {
        void run(DataClass dataClass);
    }
}
