package io.caravan.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.caravan.audit.AuditLog;
import io.caravan.deadletter.DeadLetter;
import io.caravan.deadletter.DeadLetters;
import io.caravan.journal.Journal;
import io.caravan.user.Right;
import io.javalin.Javalin;
import io.javalin.http.Context;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The dead letters. */
final class DeadLetterApi {
    private final DeadLetters letters;
    private final Journal journal;
    private final AuditLog audit;

    DeadLetterApi(DeadLetters letters, Journal journal, AuditLog audit) {
        this.letters = letters;
        this.journal = journal;
        this.audit = audit;
    }

    void addTo(Javalin server) {
        server.get("/api/deadletters", this::list, new Access.Needs(Right.SEE_LISTS));
        server.get("/api/deadletters/{id}", this::show, new Access.Needs(Right.SEE_LISTS));
        server.get("/api/deadletters/{id}/message", this::message, new Access.Needs(Right.REPAIR));
        server.post("/api/deadletters/{id}/replay", this::replayOne, new Access.Needs(Right.REPLAY));
        server.post("/api/deadletters/replay", this::replayMany, new Access.Needs(Right.REPLAY));
    }

    private void list(Context context) {
        Optional<DeadLetter.State> state = Optional.ofNullable(context.queryParam("state"))
                .filter(text -> !text.isBlank())
                .map(DeadLetterApi::state);
        ArrayNode answer = JsonNodeFactory.instance.arrayNode();
        letters.list(Answers.dataClass(context), state, Answers.before(context), Answers.limit(context))
                .forEach(letter -> answer.add(json(letter)));
        Answers.json(context, answer);
    }

    private void show(Context context) {
        Answers.json(context, json(letter(context)));
    }

    /** The message in clear: recorded before a byte of it leaves. */
    private void message(Context context) {
        DeadLetter letter = letter(context);
        long entry = letter.journalId()
                .orElseThrow(() -> Problem.notFound("Dead letter " + letter.id() + " is a row, not a message"));
        byte[] payload = journal.find(entry)
                .orElseThrow(() -> Problem.notFound("The message of dead letter " + letter.id() + " is not kept"))
                .payload();
        audit.record(Guard.user(context), "read-deadletter", "deadletter/" + letter.id(), "");
        context.contentType("x-application/hl7-v2+er7").result(payload);
    }

    private void replayOne(Context context) {
        replay(context, List.of(letter(context).id()));
    }

    private void replayMany(Context context) {
        List<Long> ids = new ArrayList<>();
        for (JsonNode id : Answers.body(context).path("ids")) {
            ids.add(Answers.id(id.asText()));
        }
        if (ids.isEmpty() || ids.size() > Answers.MAX_PAGE) {
            throw Problem.badRequest("Give from 1 to " + Answers.MAX_PAGE + " ids");
        }
        replay(context, ids);
    }

    private void replay(Context context, List<Long> ids) {
        JsonNode body = Answers.body(context);
        String reason = Answers.reason(body);
        ArrayNode answer = JsonNodeFactory.instance.arrayNode();
        if (body.path("dryRun").asBoolean(false)) {
            ids.stream()
                    .flatMap(id -> letters.find(id).stream())
                    .filter(letter ->
                            letter.state() == DeadLetter.State.OPEN || letter.state() == DeadLetter.State.HELD)
                    .forEach(letter -> answer.add(json(letter)));
        } else {
            for (long id : ids) {
                audit.record(Guard.user(context), "replay", "deadletter/" + id, reason);
            }
            letters.replay(ids, reason).forEach(letter -> answer.add(json(letter)));
            if (answer.isEmpty()) {
                throw Problem.conflict("Nothing to replay: only open and held dead letters can be replayed");
            }
        }
        Answers.json(context, answer);
    }

    private DeadLetter letter(Context context) {
        long id = Answers.id(context.pathParam("id"));
        return letters.find(id).orElseThrow(() -> Problem.notFound("There is no dead letter " + id));
    }

    private static DeadLetter.State state(String label) {
        return Arrays.stream(DeadLetter.State.values())
                .filter(state -> label(state).equals(label))
                .findFirst()
                .orElseThrow(() -> Problem.badRequest("\"" + label
                        + "\" is not a state; known are open, held, replaying, replayed, superseded, discarded"));
    }

    private static String label(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    static ObjectNode json(DeadLetter letter) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("id", letter.id())
                .put("class", letter.dataClass().label())
                .put("source", letter.source())
                .put("controlId", letter.controlId())
                .put("rowKey", letter.rowKey())
                .put("code", letter.code())
                .put("hl7Code", letter.hl7Code())
                .put("place", letter.place())
                .put("cause", label(letter.cause()))
                .put("state", label(letter.state()))
                .put("firstSeen", letter.firstSeen().toString())
                .put("attempts", letter.attempts());
    }
}
