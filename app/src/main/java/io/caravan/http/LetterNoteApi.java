package io.caravan.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.caravan.audit.AuditLog;
import io.caravan.deadletter.DeadLetter;
import io.caravan.deadletter.DeadLetters;
import io.caravan.deadletter.Decision;
import io.caravan.deadletter.Repairs;
import io.caravan.user.Right;
import io.javalin.Javalin;
import io.javalin.http.Context;
import java.util.List;

/** Who looks after a dead letter, and what was found out about it. */
final class LetterNoteApi {
    private static final int LONGEST_NAME = 100;

    private final AskedLetters asked;
    private final Repairs repairs;
    private final AuditLog audit;

    LetterNoteApi(DeadLetters letters, Repairs repairs, AuditLog audit) {
        this.asked = new AskedLetters(letters);
        this.repairs = repairs;
        this.audit = audit;
    }

    void addTo(Javalin server) {
        server.post("/api/deadletters/assign", this::assign, new Access.Needs(Right.ASSIGN));
        server.post("/api/deadletters/note", this::note, new Access.Needs(Right.ASSIGN));
    }

    /** To nobody where no name is given. */
    private void assign(Context context) {
        List<Long> ids = asked.ids(context, Right.ASSIGN);
        JsonNode body = Answers.body(context);
        String assignee = body.path("assignee").asText("").strip();
        if (assignee.length() > LONGEST_NAME) {
            throw Problem.badRequest("A name has at most " + LONGEST_NAME + " characters");
        }
        record(context, "assign", ids, assignee.isEmpty() ? "to nobody" : "to " + assignee);
        Decision decision =
                new Decision(Guard.user(context), body.path("reason").asText("").strip());
        answer(context, repairs.assign(ids, assignee, decision));
    }

    private void note(Context context) {
        List<Long> ids = asked.ids(context, Right.ASSIGN);
        String text = Answers.reason(Answers.body(context));
        record(context, "note", ids, text);
        answer(context, repairs.note(ids, new Decision(Guard.user(context), text)));
    }

    private void record(Context context, String action, List<Long> ids, String detail) {
        for (long id : ids) {
            audit.record(Guard.user(context), action, "deadletter/" + id, detail);
        }
    }

    private static void answer(Context context, List<DeadLetter> letters) {
        if (letters.isEmpty()) {
            throw Problem.notFound("There is none of these dead letters");
        }
        Answers.json(context, LetterJson.letters(letters));
    }
}
