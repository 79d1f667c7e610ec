package io.caravan.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.caravan.audit.AuditLog;
import io.caravan.deadletter.DeadLetter;
import io.caravan.deadletter.LetterVersions;
import io.caravan.user.Right;
import io.javalin.Javalin;
import io.javalin.http.Context;
import java.util.List;
import java.util.Set;

/** What replays would do. */
final class DryRunApi {
    private static final int MOST = 100;

    private final AskedLetters asked;
    private final Looks looks;
    private final LetterVersions versions;
    private final DryRun dryRun;

    DryRunApi(Parts.Letters parts, Looks looks, AuditLog audit) {
        this.asked = new AskedLetters(parts.letters());
        this.looks = looks;
        this.versions = parts.versions();
        this.dryRun = new DryRun(parts.rehearsals(), audit);
    }

    void addTo(Javalin server) {
        server.post("/api/deadletters/dry-run", this::dryRun, new Access.Needs(Right.REPLAY), new Access.Question());
    }

    private void dryRun(Context context) {
        boolean clear = Answers.body(context).path("clear").asBoolean(false);
        List<DeadLetter> letters = asked.ids(context, Right.REPLAY).stream()
                .map(id -> asked.one(context, id, Right.REPLAY))
                .toList();
        if (letters.size() > MOST) {
            throw Problem.badRequest("A dry run is for at most " + MOST + " dead letters at once");
        }
        if (clear) {
            letters.forEach(letter -> looks.message(context, letter, "dry run"));
        }
        ArrayNode answer = JsonNodeFactory.instance.arrayNode();
        Set<Long> waiting = Set.copyOf(
                versions.listWaiting(letters.stream().map(DeadLetter::id).toList()));
        for (DeadLetter letter : letters) {
            ObjectNode one = LetterJson.letter(letter).put("waitsForApproval", waiting.contains(letter.id()));
            answer.add(dryRun.addTo(one, context, clear));
        }
        Answers.json(context, answer);
    }
}
