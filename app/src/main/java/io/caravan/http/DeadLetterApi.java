package io.caravan.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.caravan.audit.AuditLog;
import io.caravan.deadletter.DeadLetter;
import io.caravan.deadletter.DeadLetters;
import io.caravan.deadletter.Decision;
import io.caravan.deadletter.Repairs;
import io.caravan.sequence.Parked;
import io.caravan.user.Right;
import io.javalin.Javalin;
import io.javalin.http.Context;
import java.util.List;

/** The dead letters. */
final class DeadLetterApi {
    private static final String LETTER = "/api/deadletters/{id}";

    private final DeadLetters letters;
    private final AskedLetters asked;
    private final Repairs repairs;
    private final DryRun dryRun;
    private final Parked parked;
    private final Looks looks;
    private final AuditLog audit;

    DeadLetterApi(Parts.Letters parts, Parked parked, Looks looks, AuditLog audit) {
        this.parked = parked;
        this.letters = parts.letters();
        this.asked = new AskedLetters(parts.letters());
        this.repairs = parts.repairs();
        this.dryRun = new DryRun(parts.rehearsals(), audit);
        this.looks = looks;
        this.audit = audit;
    }

    void addTo(Javalin server) {
        server.get(LETTER, this::show, new Access.Needs(Right.SEE_LISTS));
        server.get(LETTER + "/message", this::message, Looks.atMessages());
        server.post(LETTER + "/replay", this::replayOne, new Access.Needs(Right.REPLAY));
        server.post("/api/deadletters/replay", this::replayMany, new Access.Needs(Right.REPLAY));
        server.post(
                "/api/deadletters/discard",
                context -> end(context, Right.DISCARD, "discard", repairs::discard),
                new Access.Needs(Right.DISCARD));
        server.post(
                "/api/deadletters/reopen",
                context -> end(context, Right.DISCARD, "reopen", repairs::reopen),
                new Access.Needs(Right.DISCARD));
        server.post(
                "/api/deadletters/hold",
                context -> end(context, Right.RELEASE, "hold", repairs::hold),
                new Access.Needs(Right.RELEASE));
    }

    private void show(Context context) {
        DeadLetter letter = asked.one(context, Right.SEE_LISTS);
        Answers.json(
                context,
                LetterJson.whole(letter, repairs.history(letter.id())).put("parkedBehind", parked.behind(letter.id())));
    }

    /** What a replay sends (or, if asked for, what came), in clear: recorded before a byte of it leaves. */
    private void message(Context context) {
        DeadLetter letter = asked.one(context, Right.SEE_LISTS);
        boolean original = "true".equals(context.queryParam("original"));
        looks.message(context, letter, original ? "original" : "present");
        context.contentType(letter.journalId().isPresent() ? "x-application/hl7-v2+er7" : "application/json")
                .result(original ? repairs.original(letter.id()) : repairs.payload(letter.id()));
    }

    private void end(Context context, Right right, String action, Ending ending) {
        List<Long> ids = asked.ids(context, right);
        String reason = Answers.reason(Answers.body(context));
        for (long id : ids) {
            audit.record(Guard.user(context), action, "deadletter/" + id, reason);
        }
        ArrayNode answer = JsonNodeFactory.instance.arrayNode();
        ending.of(ids, new Decision(Guard.user(context), reason)).forEach(letter -> answer.add(json(letter)));
        if (answer.isEmpty()) {
            throw Problem.conflict(
                    "None of them can be: open ones are held or discarded, held ones discarded, and discarded ones opened again");
        }
        Answers.json(context, answer);
    }

    private void replayOne(Context context) {
        replay(context, List.of(asked.one(context, Right.REPLAY).id()));
    }

    private void replayMany(Context context) {
        replay(context, asked.ids(context, Right.REPLAY));
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
                    .forEach(letter -> answer.add(dryRun.addTo(json(letter), context, false)));
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

    static ObjectNode json(DeadLetter letter) {
        return LetterJson.letter(letter);
    }

    private interface Ending {
        List<DeadLetter> of(List<Long> ids, Decision decision);
    }
}
