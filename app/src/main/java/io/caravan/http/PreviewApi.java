package io.caravan.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.caravan.message.DataClass;
import io.caravan.user.Right;
import io.caravan.window.BulkWork;
import io.caravan.window.Schedule;
import io.caravan.window.Windows;
import io.javalin.Javalin;
import io.javalin.http.Context;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** What windows will do: asked of the same schedule that decides. */
final class PreviewApi {
    private static final int USUAL_DAYS = 14;
    private static final int MAX_DAYS = 400;
    private static final int USUAL_OPENINGS = 10;

    private final Windows windows;
    private final SiteWork site;
    private final InstantSource clock;

    PreviewApi(Windows windows, SiteWork site, InstantSource clock) {
        this.windows = windows;
        this.site = site;
        this.clock = clock;
    }

    void addTo(Javalin server) {
        server.post("/api/windows/preview", this::preview, new Access.Needs(Right.SEE_STATUS), new Access.Question());
    }

    private void preview(Context context) {
        JsonNode body = Answers.body(context);
        Set<DataClass> visible = Guard.classes(context, Right.SEE_STATUS);
        Schedule schedule = windows.schedule();
        Instant now = clock.instant();
        int days = number(body, "days", USUAL_DAYS, MAX_DAYS);
        PreviewJson json =
                new PreviewJson(schedule, now, days, number(body, "openings", USUAL_OPENINGS, Answers.MAX_PAGE));
        ObjectNode answer = JsonNodeFactory.instance.objectNode().put("now", now.toString());
        answer.putArray("previews");
        Instant end = now.plus(Duration.ofDays(days));
        SiteWork.alike(work(schedule, body, context, visible), work -> schedule.stretches(work, now, end))
                .values()
                .forEach(alike -> answer.withArray("previews").add(json.of(alike.get(0), site.name(alike, visible))));
        Answers.json(context, answer);
    }

    /** What is asked for. */
    private List<BulkWork> work(Schedule schedule, JsonNode body, Context context, Set<DataClass> visible) {
        String window = body.path("window").asText("");
        String label = body.path("class").asText("");
        List<BulkWork> work = site.of(visible);
        if (!window.isBlank()) {
            work = schedule.plan().windows().stream()
                    .filter(one -> one.id().equals(window))
                    .findFirst()
                    .map(one -> site.of(one.scope(), visible))
                    .orElseThrow(() -> OverrideApi.unknown(window, schedule.plan()));
        }
        if (label.isBlank()) {
            return work;
        }
        DataClass dataClass = Answers.dataClass(label);
        Guard.require(context, Right.SEE_STATUS, dataClass);
        return work.stream().filter(one -> one.dataClass() == dataClass).collect(Collectors.toList());
    }

    private static int number(JsonNode body, String name, int usual, int most) {
        int number = body.path(name).asInt(usual);
        if (number < 1 || number > most) {
            throw Problem.badRequest(name + " is from 1 to " + most);
        }
        return number;
    }
}
