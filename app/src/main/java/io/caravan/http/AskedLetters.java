package io.caravan.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.caravan.deadletter.DeadLetter;
import io.caravan.deadletter.DeadLetters;
import io.caravan.message.DataClass;
import io.caravan.user.Right;
import io.javalin.http.Context;
import java.util.ArrayList;
import java.util.List;

/** The letters that a request names, as far as its user may do with them what is asked. */
final class AskedLetters {
    private final DeadLetters letters;

    AskedLetters(DeadLetters letters) {
        this.letters = letters;
    }

    /** That of the path. */
    DeadLetter one(Context context, Right right) {
        return one(context, Answers.id(context.pathParam("id")), right);
    }

    /** A letter that the user may not even see is as good as none. */
    DeadLetter one(Context context, long id, Right right) {
        DeadLetter letter = letters.find(id)
                .filter(found -> Guard.who(context).may(Right.SEE_LISTS, found.dataClass()))
                .orElseThrow(() -> Problem.notFound("There is no dead letter " + id));
        Guard.require(context, right, letter.dataClass());
        return letter;
    }

    /** The ids of the body; refused where one is of a class for which the user has not the right. */
    List<Long> ids(Context context, Right right) {
        List<Long> ids = new ArrayList<>();
        for (JsonNode id : Answers.body(context).path("ids")) {
            ids.add(Answers.id(id.asText()));
        }
        if (ids.isEmpty() || ids.size() > Answers.MAX_PAGE) {
            throw Problem.badRequest("Give from 1 to " + Answers.MAX_PAGE + " ids");
        }
        if (Guard.classes(context, right).size() < DataClass.values().length) {
            ids.forEach(id -> one(context, id, right));
        }
        return ids;
    }
}
