package io.caravan.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.caravan.audit.AuditLog;
import io.caravan.deadletter.DeadLetter;
import io.caravan.deadletter.DeadLetters;
import io.caravan.deadletter.Decision;
import io.caravan.deadletter.LetterFilter;
import io.caravan.deadletter.LetterSearch;
import io.caravan.deadletter.Repairs;
import io.caravan.message.DataClass;
import io.caravan.user.Right;
import io.javalin.Javalin;
import io.javalin.http.Context;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** The dead letters. */
final class DeadLetterApi {
    private static final String LETTER = "/api/deadletters/{id}";

    private final DeadLetters letters;
    private final LetterSearch search;
    private final Repairs repairs;
    private final Looks looks;
    private final AuditLog audit;

    DeadLetterApi(Parts.Letters parts, Looks looks, AuditLog audit) {
        this.letters = parts.letters();
        this.search = parts.search();
        this.repairs = parts.repairs();
        this.looks = looks;
        this.audit = audit;
    }

    void addTo(Javalin server) {
        server.get("/api/deadletters", this::list, new Access.Needs(Right.SEE_LISTS));
        server.get(LETTER, this::show, new Access.Needs(Right.SEE_LISTS));
        server.get(LETTER + "/message", this::message, Looks.atMessages());
        server.post(LETTER + "/edit", this::edit, new Access.Needs(Right.EDIT));
        server.post(LETTER + "/replay", this::replayOne, new Access.Needs(Right.REPLAY));
        server.post("/api/deadletters/replay", this::replayMany, new Access.Needs(Right.REPLAY));
        server.post(
                "/api/deadletters/discard",
                context -> end(context, Right.DISCARD, "discard", repairs::discard),
                new Access.Needs(Right.DISCARD));
        server.post(
                "/api/deadletters/hold",
                context -> end(context, Right.RELEASE, "hold", repairs::hold),
                new Access.Needs(Right.RELEASE));
    }

    private void list(Context context) {
        Optional<DeadLetter.State> state = Optional.ofNullable(context.queryParam("state"))
                .filter(text -> !text.isBlank())
                .map(DeadLetterApi::state);
        ArrayNode answer = JsonNodeFactory.instance.arrayNode();
        Optional<DataClass> asked = Answers.dataClass(context);
        asked.ifPresent(dataClass -> Guard.require(context, Right.SEE_LISTS, dataClass));
        LetterFilter filter = asked.map(LetterFilter.ALL::ofClass)
                .orElseGet(() -> LetterFilter.ALL.ofClasses(Guard.classes(context, Right.SEE_LISTS)));
        search.list(state.map(one -> filter.in(one)).orElse(filter), Answers.before(context), Answers.limit(context))
                .forEach(letter -> answer.add(json(letter)));
        Answers.json(context, answer);
    }

    private void show(Context context) {
        DeadLetter letter = letter(context, Right.SEE_LISTS);
        ObjectNode answer = json(letter);
        ArrayNode history = answer.putArray("history");
        repairs.history(letter.id())
                .forEach(attempt -> history.addObject()
                        .put("at", attempt.at().toString())
                        .put("event", attempt.event())
                        .put("code", attempt.code())
                        .put("place", attempt.place())
                        .put("reason", attempt.reason())
                        .put("actor", attempt.actor()));
        Answers.json(context, answer);
    }

    /** What a replay sends (or, if asked for, what came), in clear: recorded before a byte of it leaves. */
    private void message(Context context) {
        DeadLetter letter = letter(context, Right.SEE_LISTS);
        boolean original = "true".equals(context.queryParam("original"));
        looks.message(context, letter, original ? "original" : "present");
        context.contentType(letter.journalId().isPresent() ? "x-application/hl7-v2+er7" : "application/json")
                .result(original ? repairs.original(letter.id()) : repairs.payload(letter.id()));
    }

    private void edit(Context context) {
        DeadLetter letter = letter(context, Right.EDIT);
        JsonNode body = Answers.body(context);
        String reason = Answers.reason(body);
        Map<String, String> values = new TreeMap<>();
        body.path("set")
                .properties()
                .forEach(entry -> values.put(entry.getKey(), entry.getValue().asText()));
        if (values.isEmpty()) {
            throw Problem.badRequest("Name what to set, e.g. PID-7");
        }
        UnaryOperator<byte[]> change = letter.journalId().isPresent() ? new MessageEdit(values) : new RowEdit(values);
        // Tried before it is recorded: what cannot be set leaves no trace of having been.
        if (change.apply(repairs.payload(letter.id())).length == 0) {
            throw Problem.badRequest("Nothing would be left");
        }
        audit.record(
                Guard.user(context),
                "edit",
                "deadletter/" + letter.id(),
                String.join(" ", values.keySet()) + ": " + reason);
        DeadLetter edited = repairs.edit(letter.id(), change, new Decision(Guard.user(context), reason))
                .orElseThrow(() -> Problem.conflict("Only open and held dead letters can be edited"));
        Answers.json(context, json(edited));
    }

    private void end(Context context, Right right, String action, Ending ending) {
        List<Long> ids = ids(context, right);
        String reason = Answers.reason(Answers.body(context));
        for (long id : ids) {
            audit.record(Guard.user(context), action, "deadletter/" + id, reason);
        }
        ArrayNode answer = JsonNodeFactory.instance.arrayNode();
        ending.of(ids, new Decision(Guard.user(context), reason)).forEach(letter -> answer.add(json(letter)));
        if (answer.isEmpty()) {
            throw Problem.conflict(
                    "None of them can be ended that way: only open dead letters can, and held ones be discarded");
        }
        Answers.json(context, answer);
    }

    private void replayOne(Context context) {
        replay(context, List.of(letter(context, Right.REPLAY).id()));
    }

    private void replayMany(Context context) {
        replay(context, ids(context, Right.REPLAY));
    }

    /** The ids of the request; refused where one is of a class for which the user has not the right. */
    private List<Long> ids(Context context, Right right) {
        List<Long> ids = new ArrayList<>();
        for (JsonNode id : Answers.body(context).path("ids")) {
            ids.add(Answers.id(id.asText()));
        }
        if (ids.isEmpty() || ids.size() > Answers.MAX_PAGE) {
            throw Problem.badRequest("Give from 1 to " + Answers.MAX_PAGE + " ids");
        }
        if (Guard.classes(context, right).size() < DataClass.values().length) {
            ids.forEach(id -> letter(context, id, right));
        }
        return ids;
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
            letters.replay(ids, new Decision(Guard.user(context), reason)).forEach(letter -> answer.add(json(letter)));
            if (answer.isEmpty()) {
                throw Problem.conflict("Nothing to replay: only open and held dead letters can be replayed");
            }
        }
        Answers.json(context, answer);
    }

    private DeadLetter letter(Context context, Right right) {
        return letter(context, Answers.id(context.pathParam("id")), right);
    }

    /** A letter that the user may not even see is as good as none. */
    private DeadLetter letter(Context context, long id, Right right) {
        DeadLetter letter = letters.find(id)
                .filter(found -> Guard.who(context).may(Right.SEE_LISTS, found.dataClass()))
                .orElseThrow(() -> Problem.notFound("There is no dead letter " + id));
        Guard.require(context, right, letter.dataClass());
        return letter;
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

    private interface Ending {
        List<DeadLetter> of(List<Long> ids, Decision decision);
    }
}
