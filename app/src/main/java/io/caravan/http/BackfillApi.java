package io.caravan.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.caravan.audit.AuditLog;
import io.caravan.backfill.Backfill;
import io.caravan.backfill.BackfillRefused;
import io.caravan.message.DataClass;
import io.caravan.user.Right;
import io.javalin.Javalin;
import io.javalin.http.Context;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

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
        server.post("/api/backfill/start", this::start, control());
        server.post("/api/backfill/scan", this::scan, control());
        server.post("/api/backfill/pause", this::pause, control());
        server.post("/api/backfill/resume", context -> each(context, "backfill-resume", backfill::resume), control());
    }

    private static Access control() {
        return new Access.Needs(Right.CONTROL);
    }

    private void status(Context context) {
        Answers.json(context, json(Guard.classes(context, Right.SEE_STATUS)));
    }

    private void start(Context context) {
        boolean since = Answers.body(context).path("sinceLast").asBoolean(false);
        Backfill.Order order = since ? Backfill.Order.SINCE_LAST : Backfill.Order.ALL;
        each(
                context,
                since ? "backfill-start-since-last" : "backfill-start",
                dataClass -> backfill.start(dataClass, order));
    }

    private void scan(Context context) {
        boolean confirmed = Answers.body(context).path("confirm").asBoolean(false);
        Backfill.Order order = new Backfill.Order(Backfill.Kind.SCAN, confirmed);
        each(
                context,
                confirmed ? "backfill-scan-confirmed" : "backfill-scan",
                dataClass -> backfill.start(dataClass, order));
    }

    private void pause(Context context) {
        String reason = Answers.body(context).path("reason").asText("").strip();
        each(context, "backfill-pause", dataClass -> backfill.pause(dataClass, reason));
    }

    private void each(Context context, String action, Step step) {
        JsonNode body = Answers.body(context);
        List<DataClass> classes = classes(context, body);
        classes.forEach(dataClass -> Guard.require(context, Right.CONTROL, dataClass));
        for (DataClass dataClass : classes) {
            audit.record(
                    Guard.user(context),
                    action,
                    "backfill/" + dataClass.label(),
                    body.path("reason").asText("").strip());
            try {
                step.run(dataClass);
            } catch (BackfillRefused e) {
                throw Problem.conflict(String.valueOf(e.getMessage()));
            }
        }
        Answers.json(context, json(Guard.classes(context, Right.SEE_STATUS)));
    }

    /** The classes of the request; where it names none, all of the user's that have a legacy database. */
    private List<DataClass> classes(Context context, JsonNode body) {
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
        if (asked.isEmpty()) {
            return known.stream()
                    .filter(Guard.classes(context, Right.CONTROL)::contains)
                    .sorted()
                    .toList();
        }
        return asked;
    }

    private ObjectNode json(Set<DataClass> visible) {
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        backfill.status().forEach((dataClass, status) -> {
            if (!visible.contains(dataClass)) {
                return;
            }
            ObjectNode one = answer.putObject(dataClass.label())
                    .put("state", label(status.state()))
                    .put("rows", status.rows())
                    .put("reason", status.state() == Backfill.State.IDLE ? "not started" : status.reason())
                    .put("until", status.until().map(Object::toString).orElse(""))
                    .put("startedAt", status.startedAt().map(Object::toString).orElse(""))
                    .put("finishedAt", status.finishedAt().map(Object::toString).orElse(""));
            lag(one, dataClass, status);
            ObjectNode sources = one.putObject("sources");
            status.sources().forEach(source -> source(sources.putObject(source.source()), source));
        });
        return answer;
    }

    private static void source(ObjectNode json, Backfill.SourceStatus source) {
        Backfill.Reading reading = source.reading();
        json.put("state", label(source.state()))
                .put("rows", source.rows())
                .put("segments", source.segments())
                .put("reason", source.reason())
                .put("until", source.until().map(Object::toString).orElse(""))
                .put("kind", reading.kind().name().toLowerCase(Locale.ROOT).replace('_', '-'))
                .put("since", reading.since().map(Object::toString).orElse(""))
                .put("clockDifference", reading.clockDifference().toString())
                .put("settle", reading.settle().map(Object::toString).orElse("watermark"));
    }

    /** How late messages come, and whether they come later than pages wait for them. */
    private void lag(ObjectNode json, DataClass dataClass, Backfill.Status status) {
        Optional<Duration> lag = backfill.feed().lag(dataClass);
        json.put("feedLag", lag.map(Object::toString).orElse(""));
        json.put("feedLagAlarm", FeedAlarm.of(lag, status));
    }

    /** The contract for scripts knows no "idle": what was never started waits for its start. */
    private static String label(Backfill.State state) {
        return state == Backfill.State.IDLE ? "waiting" : state.name().toLowerCase(Locale.ROOT);
    }

    private interface Step {
        void run(DataClass dataClass);
    }
}
