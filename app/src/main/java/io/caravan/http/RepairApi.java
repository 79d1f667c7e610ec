package io.caravan.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.caravan.audit.AuditLog;
import io.caravan.deadletter.DeadLetter;
import io.caravan.deadletter.Decision;
import io.caravan.deadletter.EditedVersion;
import io.caravan.deadletter.LetterVersions;
import io.caravan.deadletter.PayloadGone;
import io.caravan.http.VersionDiff.Difference;
import io.caravan.user.Right;
import io.javalin.Javalin;
import io.javalin.http.Context;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** Edits with their differences, second persons who approve them, and other ways out than the route that failed. */
final class RepairApi {
    private static final String LETTER = "/api/deadletters/{id}";

    private final Parts.Letters parts;
    private final AskedLetters asked;
    private final Looks looks;
    private final AuditLog audit;

    RepairApi(Parts.Letters parts, Looks looks, AuditLog audit) {
        this.parts = parts;
        this.asked = new AskedLetters(parts.letters());
        this.looks = looks;
        this.audit = audit;
    }

    void addTo(Javalin server) {
        server.post(LETTER + "/edit", this::edit, new Access.Needs(Right.EDIT));
        server.get(LETTER + "/versions", this::versions, new Access.Needs(Right.SEE_LISTS));
        server.get(LETTER + "/versions/{version}", this::version, Looks.atMessages());
        server.post(LETTER + "/approve", this::approve, new Access.Needs(Right.APPROVE));
        server.post("/api/deadletters/redeliver", this::redeliver, new Access.Needs(Right.REDELIVER));
        server.post("/api/deadletters/redirect", this::redirect, new Access.Needs(Right.REDIRECT));
    }

    private void edit(Context context) {
        DeadLetter letter = asked.one(context, Right.EDIT);
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
        byte[] before = parts.repairs().payload(letter.id());
        List<Difference> differences = differences(letter, before, change.apply(before));
        if (differences.isEmpty()) {
            throw Problem.badRequest("Nothing would be changed: the message says so already");
        }
        boolean needsApproval = switch (parts.secondApprover()) {
            case OFF -> false;
            case CLINICAL -> VersionDiff.isClinical(differences);
            case ALL -> true;
        };
        audit.record(
                Guard.user(context),
                "edit",
                "deadletter/" + letter.id(),
                String.join(" ", values.keySet()) + ": " + reason);
        Decision decision = new Decision(Guard.user(context), reason);
        if (parts.repairs().edit(letter.id(), change, needsApproval, decision).isEmpty()) {
            throw Problem.conflict("Only open and held dead letters can be edited");
        }
        DeadLetter edited = parts.letters().find(letter.id()).orElse(letter);
        ObjectNode answer = LetterJson.letter(edited).put("needsApproval", needsApproval);
        // Whoever edits has given the new values; the old ones are for whom the message is for.
        boolean clear = looks.mayMessage(context, letter, "edit");
        answer.set("diff", json(differences, clear));
        Answers.json(context, answer);
    }

    /** Who changed what when, and whether a second person agreed; with {@code clear} the values too. */
    private void versions(Context context) {
        DeadLetter letter = asked.one(context, Right.SEE_LISTS);
        boolean clear = "true".equals(context.queryParam("clear"));
        if (clear) {
            looks.message(context, letter, "versions");
        }
        ArrayNode answer = JsonNodeFactory.instance.arrayNode();
        for (EditedVersion version : parts.versions().list(letter.id())) {
            ObjectNode one = answer.addObject()
                    .put("version", version.version())
                    .put("at", version.at().toString())
                    .put("editor", version.editor())
                    .put("reason", version.reason())
                    .put("needsApproval", version.needsApproval())
                    .put("approver", version.approver());
            try {
                byte[] before = payload(letter, version.version() - 1);
                byte[] after = payload(letter, version.version());
                one.set("diff", json(differences(letter, before, after), clear));
            } catch (PayloadGone gone) {
                one.put("gone", true);
            }
        }
        Answers.json(context, answer);
    }

    /** Any version in clear; 0 = the original. */
    private void version(Context context) {
        DeadLetter letter = asked.one(context, Right.SEE_LISTS);
        int version = (int) Answers.id(context.pathParam("version"));
        looks.message(context, letter, "version " + version);
        context.contentType(letter.journalId().isPresent() ? "x-application/hl7-v2+er7" : "application/json")
                .result(payload(letter, version));
    }

    private void approve(Context context) {
        DeadLetter letter = asked.one(context, Right.APPROVE);
        String reason = Answers.reason(Answers.body(context));
        audit.record(Guard.user(context), "approve", "deadletter/" + letter.id(), reason);
        LetterVersions.Approval approval =
                parts.versions().approve(letter.id(), new Decision(Guard.user(context), reason));
        switch (approval) {
            case DONE -> Answers.json(context, LetterJson.letter(letter));
            case NOTHING -> throw Problem.conflict("No edit of this dead letter waits for approval");
            case OWN_EDIT -> throw Problem.conflict("An edit is approved by another user than the one who made it");
        }
    }

    private void redeliver(Context context) {
        List<Long> ids = asked.ids(context, Right.REDELIVER);
        Decision decision = decision(context, "redeliver", ids, "");
        answer(
                context,
                parts.detours().redeliver(ids, decision),
                "Only open and held dead letters that their target refused, and that nobody edited, are delivered again");
    }

    private void redirect(Context context) {
        List<Long> ids = asked.ids(context, Right.REDIRECT);
        String source = Answers.body(context).path("source").asText("");
        for (long id : ids) {
            DeadLetter letter = asked.one(context, id, Right.REDIRECT);
            if (!parts.sources().getOrDefault(letter.dataClass(), List.of()).contains(source)) {
                throw Problem.badRequest("\"" + source + "\" is no declared source of "
                        + letter.dataClass().label());
            }
        }
        Decision decision = decision(context, "redirect", ids, "as " + source + ": ");
        answer(
                context,
                parts.detours().redirect(ids, source, decision),
                "Only messages that are open or held, and whose edits are approved, can be redirected");
    }

    private Decision decision(Context context, String action, List<Long> ids, String detail) {
        Decision decision = new Decision(Guard.user(context), Answers.reason(Answers.body(context)));
        for (long id : ids) {
            audit.record(decision.actor(), action, "deadletter/" + id, detail + decision.reason());
        }
        return decision;
    }

    private static void answer(Context context, List<DeadLetter> letters, String none) {
        if (letters.isEmpty()) {
            throw Problem.conflict(none);
        }
        Answers.json(context, LetterJson.letters(letters));
    }

    private byte[] payload(DeadLetter letter, int version) {
        return parts.versions()
                .payload(letter.id(), version)
                .orElseThrow(() -> Problem.notFound("Dead letter " + letter.id() + " has no version " + version));
    }

    private static List<Difference> differences(DeadLetter letter, byte[] before, byte[] after) {
        return letter.journalId().isPresent() ? VersionDiff.ofMessage(before, after) : VersionDiff.ofRow(before, after);
    }

    private static ArrayNode json(List<Difference> differences, boolean clear) {
        ArrayNode answer = JsonNodeFactory.instance.arrayNode();
        for (Difference difference : differences) {
            ObjectNode one = answer.addObject().put("place", difference.place());
            if (clear) {
                one.put("before", difference.before()).put("after", difference.after());
            }
        }
        return answer;
    }
}
