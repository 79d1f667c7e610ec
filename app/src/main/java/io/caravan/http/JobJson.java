package io.caravan.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.caravan.message.DataClass;
import io.caravan.replay.Job;
import io.caravan.replay.JobPreview;
import java.time.InstantSource;
import java.util.Locale;

/** Jobs as JSON. */
final class JobJson {
    private final InstantSource clock;

    JobJson(InstantSource clock) {
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
                .put("finish", job.finish(clock.instant()).map(Object::toString).orElse(""))
                .put("perSecond", job.terms().perSecond())
                .put("canary", job.terms().canary())
                .put("inWindows", job.terms().inWindows())
                .put("stopAt", job.terms().stopAt())
                .put("createdAt", job.times().created().toString())
                .put("changedAt", job.times().changed().toString())
                .put("endedAt", job.times().ended().map(Object::toString).orElse(""));
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
