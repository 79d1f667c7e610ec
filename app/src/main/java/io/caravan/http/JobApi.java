package io.caravan.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.caravan.deadletter.DeadLetter.State;
import io.caravan.deadletter.LetterFilter;
import io.caravan.message.DataClass;
import io.caravan.replay.ItemState;
import io.caravan.replay.Job;
import io.caravan.replay.JobRefused;
import io.caravan.replay.JobRequest;
import io.caravan.replay.JobTerms;
import io.caravan.replay.ReplayJobs;
import io.caravan.replay.Selection;
import io.caravan.user.Right;
import io.javalin.Javalin;
import io.javalin.http.Context;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Bulk replays as jobs. */
final class JobApi {
    private static final String JOB = "/api/jobs/{id}";

    private final ReplayJobs jobs;
    private final LetterFilters filters;
    private final JobJson json;

    JobApi(ReplayJobs jobs, LetterFilters filters, JobJson json) {
        this.jobs = jobs;
        this.filters = filters;
        this.json = json;
    }

    void addTo(Javalin server) {
        server.exception(JobRefused.class, (refused, context) -> {
            Problem problem = Problem.conflict(String.valueOf(refused.getMessage()));
            context.status(problem.status());
            Answers.json(
                    context,
                    JsonNodeFactory.instance
                            .objectNode()
                            .put("code", problem.code())
                            .put("error", problem.sentence()));
        });
        server.get("/api/jobs", this::list, new Access.Needs(Right.SEE_LISTS));
        server.get(JOB, this::show, new Access.Needs(Right.SEE_LISTS));
        server.get(JOB + "/letters", this::letters, new Access.Needs(Right.SEE_LISTS));
        server.post("/api/jobs", this::create, new Access.Needs(Right.JOBS));
        server.post("/api/jobs/preview", this::preview, new Access.Needs(Right.JOBS), new Access.Question());
        server.post("/api/deadletters/release", this::release, new Access.Needs(Right.RELEASE));
        server.post(JOB + "/pause", context -> change(context, jobs::pause), new Access.Needs(Right.JOBS));
        server.post(JOB + "/resume", context -> change(context, jobs::resume), new Access.Needs(Right.JOBS));
        server.post(JOB + "/cancel", context -> change(context, jobs::cancel), new Access.Needs(Right.JOBS));
    }

    private void list(Context context) {
        Set<DataClass> visible = Guard.classes(context, Right.SEE_LISTS);
        ArrayNode answer = JsonNodeFactory.instance.arrayNode();
        jobs.list(Answers.before(context), Answers.limit(context)).stream()
                .filter(job -> isVisible(job, visible))
                .forEach(job -> answer.add(json.of(job)));
        Answers.json(context, answer);
    }

    private void show(Context context) {
        Job job = job(context);
        Answers.json(context, json.of(job).put("newcomers", jobs.newcomers(job.id())));
    }

    private void letters(Context context) {
        Job job = job(context);
        List<ItemState> states = Optional.ofNullable(context.queryParam("state"))
                .filter(text -> !text.isBlank())
                .map(text ->
                        Arrays.stream(text.split(",")).map(JobApi::itemState).toList())
                .orElse(List.of(ItemState.values()));
        long after = Optional.ofNullable(context.queryParam("after"))
                .filter(text -> !text.isBlank())
                .map(Answers::id)
                .orElse(0L);
        ArrayNode answer = JsonNodeFactory.instance.arrayNode();
        jobs.items(job.id(), states, after, Answers.limit(context))
                .forEach(item -> answer.addObject()
                        .put("ordinal", item.ordinal())
                        .put("deadLetter", item.letterId())
                        .put("state", JobJson.label(item.state())));
        Answers.json(context, answer);
    }

    private void preview(Context context) {
        Answers.json(context, json.of(jobs.preview(selection(context, Answers.body(context)))));
    }

    private void create(Context context) {
        JsonNode body = Answers.body(context);
        Answers.json(context, json.of(jobs.create(selection(context, body), terms(body), request(context, body))));
    }

    /** The held letters of a group. */
    private void release(Context context) {
        JsonNode body = Answers.body(context);
        long group = Answers.id(body.path("group").asText(""));
        LetterFilter held = LetterFilter.ALL
                .ofClasses(Guard.classes(context, Right.RELEASE))
                .inGroup(group)
                .in(State.HELD);
        Job job = jobs.create(new Selection.Matching(held), terms(body), request(context, body));
        Answers.json(context, json.of(job));
    }

    private void change(Context context, Change change) {
        Job job = job(context);
        job.selected().classes().forEach(dataClass -> Guard.require(context, Right.JOBS, dataClass));
        String reason = Answers.reason(Answers.body(context));
        Answers.json(context, json.of(change.of(job.id(), Guard.user(context), reason)));
    }

    /** Held letters are released, which is another right than to replay those that are open. */
    private Selection selection(Context context, JsonNode body) {
        if (body.has("ids")) {
            List<Long> ids = new ArrayList<>();
            body.path("ids").forEach(id -> ids.add(Answers.id(id.asText())));
            return checked(() -> new Selection.Letters(ids, Guard.classes(context, Right.REPLAY)));
        }
        if (!body.path("filter").isObject()) {
            throw Problem.badRequest("Say which dead letters: a filter, or their ids");
        }
        LetterFilter filter = filters.of(context, body.path("filter"), Right.REPLAY);
        if (filter.states().contains(State.HELD)) {
            filter = filters.of(context, body.path("filter"), Right.RELEASE);
        }
        LetterFilter chosen = filter;
        return checked(() -> new Selection.Matching(chosen));
    }

    static JobTerms terms(JsonNode body) {
        return checked(() -> new JobTerms(
                body.path("perSecond").asDouble(0),
                body.path("canary").asBoolean(false),
                body.path("inWindows").asBoolean(false),
                body.path("stopAt").asInt(JobTerms.USUAL_STOP)));
    }

    /** A command that is sent again with its key is the same job, also long after. */
    static JobRequest request(Context context, JsonNode body) {
        String key = Optional.ofNullable(context.header(Idempotency.HEADER))
                .orElseGet(() -> UUID.randomUUID().toString());
        return new JobRequest(Guard.user(context) + " " + key, Guard.user(context), Answers.reason(body));
    }

    private Job job(Context context) {
        long id = Answers.id(context.pathParam("id"));
        Set<DataClass> visible = Guard.classes(context, Right.SEE_LISTS);
        return jobs.find(id)
                .filter(job -> isVisible(job, visible))
                .orElseThrow(() -> Problem.notFound("There is no job " + id));
    }

    private static boolean isVisible(Job job, Set<DataClass> visible) {
        return job.selected().classes().stream().anyMatch(visible::contains);
    }

    private static ItemState itemState(String label) {
        return Arrays.stream(ItemState.values())
                .filter(state -> JobJson.label(state).equals(label))
                .findFirst()
                .orElseThrow(() -> Problem.badRequest("\"" + label
                        + "\" is not a state; known are waiting, submitted, replayed, superseded, failed, skipped"));
    }

    private static <T> T checked(Checked<T> given) {
        try {
            return given.make();
        } catch (IllegalArgumentException e) {
            throw Problem.badRequest(String.valueOf(e.getMessage()));
        }
    }

    private interface Checked<T> {
        T make();
    }

    private interface Change {
        Job of(long id, String actor, String reason);
    }
}
