package io.caravan.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.caravan.message.DataClass;
import io.caravan.replay.JobTerms;
import io.caravan.replay.ReplayJobs;
import io.caravan.user.Right;
import io.javalin.Javalin;
import io.javalin.http.Context;
import java.time.Instant;
import java.time.InstantSource;

/** The targets of the classes. */
final class TargetApi {
    private final ReplayJobs jobs;
    private final JobJson json;
    private final Moments moments;

    TargetApi(ReplayJobs jobs, JobJson json, InstantSource clock) {
        this.jobs = jobs;
        this.json = json;
        this.moments = new Moments(clock);
    }

    void addTo(Javalin server) {
        server.post("/api/targets/{class}/redeliver", this::redeliver, new Access.Needs(Right.REDELIVER));
    }

    private void redeliver(Context context) {
        DataClass dataClass = Answers.dataClass(context.pathParam("class"));
        Guard.require(context, Right.REDELIVER, dataClass);
        JsonNode body = Answers.body(context);
        String since = body.path("since").asText("").strip();
        if (since.isEmpty()) {
            throw Problem.badRequest("Say since when: a time such as 2026-03-01T06:00:00Z, a day, or 24h");
        }
        Instant from = moments.of("since", since);
        JobTerms terms = JobApi.terms(body);
        Answers.json(context, json.of(jobs.redeliver(dataClass, from, terms, JobApi.request(context, body))));
    }
}
