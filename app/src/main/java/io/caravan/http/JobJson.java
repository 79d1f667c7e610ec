package io.caravan.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.caravan.forecast.Forecasts;
import io.caravan.message.DataClass;
import io.caravan.replay.Job;
import io.caravan.replay.JobPreview;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;

/** Jobs as JSON. */
final class JobJson {
    private final InstantSource clock;

    private final Forecasts forecasts;

    JobJson(Forecasts forecasts, InstantSource clock) {
        this.forecasts = forecasts;
        this.clock = clock;
    }

    ObjectNode of(Job job) {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("id", job.id())
                .put("kind", label(job.kind()))
                .put("state", label(job.state()))
                .put("why", job.standing().why())
                .put("selection", job.selected().words());
        ArrayNode classes = json.putArray("classes");
        job.selected().classes().stream().map(DataClass::label).sorted().forEach(classes::add);
        Job.Progress progress = job.progress();
        return json.put("actor", job.request().actor())
                .put("reason", job.request().reason())
                .put("total", progress.total())
                .put("replayed", progress.replayed())
                .put("superseded", progress.superseded())
                .put("failed", progress.failed())
                .put("skipped", progress.skipped())
                .put("inFlight", progress.inFlight())
                .put("left", progress.left())
                .put("speed", Math.round(progress.speed() * 10) / 10.0)
                .put("finish", finish(job).map(Object::toString).orElse(""))
                .put("perSecond", job.terms().perSecond())
                .put("canary", job.terms().canary())
                .put("inWindows", job.terms().inWindows())
                .put("stopAt", job.terms().stopAt())
                .put("createdAt", job.times().created().toString())
                .put("changedAt", job.times().changed().toString())
                .put("endedAt", job.times().ended().map(Object::toString).orElse(""));
    }

    /** Of a job that waits for windows, by the hours that are open ahead; else as fast as it goes now. */
    private Optional<Instant> finish(Job job) {
        Optional<Instant> foretold = job.terms().inWindows() ? forecasts.now().likely(job.id()) : Optional.empty();
        return foretold.or(() -> job.finish(clock.instant()));
    }

    ObjectNode of(JobPreview preview) {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("letters", preview.letters())
                .put("patients", preview.patients());
        ArrayNode parts = json.putArray("parts");
        preview.parts()
                .forEach(part -> parts.addObject()
                        .put("class", part.dataClass().label())
                        .put("source", part.source())
                        .put("code", part.code())
                        .put("state", label(part.state()))
                        .put("letters", part.letters()));
        ArrayNode busy = json.putArray("busy");
        preview.busy().forEach(busy::add);
        return json;
    }

    static String label(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
