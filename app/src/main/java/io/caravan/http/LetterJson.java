package io.caravan.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.caravan.deadletter.Attempt;
import io.caravan.deadletter.DeadLetter;
import io.caravan.deadletter.DeadLetter.State;
import io.caravan.deadletter.LetterGroup;
import io.caravan.deadletter.Ran;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Dead letters and their groups as JSON; without patient data. */
final class LetterJson {

    private LetterJson() {}

    static ObjectNode letter(DeadLetter letter) {
        DeadLetter.Filing filing = letter.filing();
        return JsonNodeFactory.instance
                .objectNode()
                .put("id", letter.id())
                .put("class", letter.dataClass().label())
                .put("source", letter.source())
                .put("controlId", letter.controlId())
                .put("rowKey", letter.rowKey())
                .put("messageType", filing.messageType())
                .put("code", letter.code())
                .put("hl7Code", letter.hl7Code())
                .put("place", letter.place())
                .put("cause", label(letter.cause()))
                .put("state", label(letter.state()))
                .put("firstSeen", letter.firstSeen().toString())
                .put("attempts", letter.attempts())
                .put("group", filing.group())
                .put("assignee", filing.assignee())
                .put("version", filing.version());
    }

    static ArrayNode letters(List<DeadLetter> letters) {
        ArrayNode answer = JsonNodeFactory.instance.arrayNode();
        letters.forEach(letter -> answer.add(letter(letter)));
        return answer;
    }

    /** With what is shown of one letter only. */
    static ObjectNode whole(DeadLetter letter, List<Attempt> history) {
        ObjectNode answer = letter(letter);
        ran(answer, letter.filing().ran());
        answer.put("permalink", "/api/deadletters/" + letter.id());
        ArrayNode attempts = answer.putArray("history");
        for (Attempt attempt : history) {
            ran(
                    attempts.addObject()
                            .put("at", attempt.at().toString())
                            .put("event", attempt.event())
                            .put("actor", attempt.actor())
                            .put("code", attempt.code())
                            .put("place", attempt.place())
                            .put("reason", attempt.reason()),
                    attempt.ran());
        }
        return answer;
    }

    private static void ran(ObjectNode answer, Ran ran) {
        answer.put("routeVersion", ran.route()).put("mapVersion", ran.map());
    }

    static ObjectNode group(LetterGroup group, Map<Instant, Long> trend) {
        ObjectNode answer = JsonNodeFactory.instance
                .objectNode()
                .put("id", group.id())
                .put("class", group.dataClass().label())
                .put("source", group.source())
                .put("code", group.code())
                .put("cause", label(group.cause()))
                .put("place", group.place())
                .put("firstSeen", group.firstSeen().toString())
                .put("lastSeen", group.lastSeen().toString())
                .put(
                        "count",
                        group.counts().values().stream()
                                .mapToLong(Long::longValue)
                                .sum());
        ObjectNode counts = answer.putObject("states");
        for (State state : State.values()) {
            counts.put(label(state), group.count(state));
        }
        ArrayNode hours = answer.putArray("trend");
        trend.forEach(
                (hour, count) -> hours.addObject().put("hour", hour.toString()).put("count", count));
        return answer;
    }

    static String label(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
