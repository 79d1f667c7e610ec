package io.caravan.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.caravan.forecast.FinishText;
import io.caravan.forecast.Forecast;
import io.caravan.forecast.Forecasts;
import io.caravan.forecast.WhatIf;
import io.caravan.message.DataClass;
import io.caravan.user.Right;
import io.caravan.window.BulkWork;
import io.caravan.window.Phase;
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
    private final Forecasts forecasts;
    private final SiteWork site;
    private final InstantSource clock;

    PreviewApi(Parts.Scheduling scheduling, SiteWork site, InstantSource clock) {
        this.windows = scheduling.windows();
        this.forecasts = scheduling.forecasts();
        this.site = site;
        this.clock = clock;
    }

    void addTo(Javalin server) {
        server.post("/api/windows/preview", this::preview, new Access.Needs(Right.SEE_STATUS), new Access.Question());
    }

    private void preview(Context context) {
        JsonNode body = Answers.body(context);
        Set<DataClass> visible = Guard.classes(context, Right.SEE_STATUS);
        boolean given = body.path("text").isTextual();
        Schedule schedule = given ? windows.schedule().under(PlanApi.plan(body)) : windows.schedule();
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
        Forecast forecast = (given ? forecasts.under(WhatIf.of(schedule.plan())) : forecasts.now()).only(visible);
        answer.put("finish", "Finish: " + new FinishText(FinishText.zone(schedule.plan()), now).of(forecast.whole()));
        answer.set("forecast", new ForecastJson(schedule.plan(), forecast.at()).of(forecast));
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
        work = phase(work, body.path("phase").asText(""), window.isBlank());
        if (label.isBlank()) {
            return work;
        }
        DataClass dataClass = Answers.dataClass(label);
        Guard.require(context, Right.SEE_STATUS, dataClass);
        return work.stream().filter(one -> one.dataClass() == dataClass).collect(Collectors.toList());
    }

    /** Of one phase, or of all; where nobody says, the backfill, as far as there is any. */
    private static List<BulkWork> phase(List<BulkWork> work, String asked, boolean usual) {
        if (asked.equals("all") || asked.isBlank() && !usual) {
            return work;
        }
        Phase phase = asked.isBlank() ? Phase.BACKFILL : OverrideApi.phase(asked);
        List<BulkWork> found = work.stream().filter(one -> one.phase() == phase).toList();
        return found.isEmpty() && asked.isBlank() ? work : found;
    }

    private static int number(JsonNode body, String name, int usual, int most) {
        int number = body.path(name).asInt(usual);
        if (number < 1 || number > most) {
            throw Problem.badRequest(name + " is from 1 to " + most);
        }
        return number;
    }
}
