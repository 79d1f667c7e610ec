package io.caravan.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.caravan.message.DataClass;
import io.caravan.user.Right;
import io.caravan.window.BulkWork;
import io.caravan.window.ManualOverride;
import io.caravan.window.ManualOverride.Action;
import io.caravan.window.Phase;
import io.caravan.window.Plan;
import io.caravan.window.Schedule;
import io.caravan.window.Scope;
import io.caravan.window.Window;
import io.caravan.window.Windows;
import io.caravan.window.Windows.Duty;
import io.javalin.Javalin;
import io.javalin.http.Context;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What people decide for a while, against the calendar. */
final class OverrideApi {
    private final Windows windows;
    private final SiteWork site;
    private final InstantSource clock;

    OverrideApi(Windows windows, SiteWork site, InstantSource clock) {
        this.windows = windows;
        this.site = site;
        this.clock = clock;
    }

    void addTo(Javalin server) {
        Access schedule = new Access.Needs(Right.SCHEDULE);
        server.post("/api/windows/open", context -> override(context, Action.OPEN), schedule);
        server.post("/api/windows/close", context -> override(context, Action.CLOSE), schedule);
        server.post("/api/windows/overrides/{id}/withdraw", this::withdraw, schedule);
    }

    private void override(Context context, Action action) {
        JsonNode body = Answers.body(context);
        Optional<Window> window = window(body);
        Scope scope = scope(body);
        if (window.isEmpty() && scope.equals(Scope.ALL) && !body.path("all").asBoolean(false)) {
            throw Problem.badRequest("Say what this is about: a window, classes, sources or phases; or all");
        }
        require(context, classes(window, scope));
        Instant now = clock.instant();
        WallClock times =
                new WallClock(() -> WindowZones.of(windows.schedule().plan()).of(window, scope));
        String from = body.path("from").asText("");
        Instant begin = from.isBlank() ? now : times.read("from", from, now);
        Duty duty = new Duty(window.map(Window::id), scope, begin, end(body, times, begin));
        ManualOverride made = windows.override(action, duty, EmergencyApi.decider(context));
        Answers.json(context, json(made));
    }

    private static Instant end(JsonNode body, WallClock times, Instant begin) {
        String until = body.path("until").asText("");
        String span = body.path("for").asText("");
        if (until.isBlank() == span.isBlank()) {
            throw Problem.badRequest("Say until when (until), or for how long (for)");
        }
        return span.isBlank() ? times.read("until", until, begin) : begin.plus(WallClock.span("for", span));
    }

    private void withdraw(Context context) {
        long id = Answers.id(context.pathParam("id"));
        ManualOverride override = windows.overrides().stream()
                .filter(one -> one.id() == id)
                .findFirst()
                .orElseThrow(() -> Problem.notFound("There is no override " + id + " that has not ended"));
        require(context, classes(override.window().flatMap(this::find), override.scope()));
        Answers.json(context, json(windows.withdraw(id, EmergencyApi.decider(context))));
    }

    private ObjectNode json(ManualOverride override) {
        Schedule schedule = windows.schedule();
        return WindowJson.of(override, schedule.plan()).put("but", but(override, schedule));
    }

    /** What is above an opening, where something is. */
    private String but(ManualOverride override, Schedule schedule) {
        if (override.action() == Action.CLOSE) {
            return "";
        }
        Instant begin = override.from().isAfter(clock.instant()) ? override.from() : clock.instant();
        Set<DataClass> all = EnumSet.allOf(DataClass.class);
        List<BulkWork> shut = site.of(override.scope(), all).stream()
                .filter(work -> override.window()
                        .flatMap(this::find)
                        .map(window -> window.scope().covers(work))
                        .orElse(true))
                .filter(work -> !schedule.at(work, begin).isOpen())
                .toList();
        return SiteWork.alike(shut, work -> schedule.at(work, begin).reason()).entrySet().stream()
                .map(entry -> "Still shut when it begins, " + site.name(entry.getValue(), all) + ": " + entry.getKey())
                .collect(Collectors.joining("\n"));
    }

    private Optional<Window> window(JsonNode body) {
        String name = body.path("window").asText("");
        return name.isBlank()
                ? Optional.empty()
                : Optional.of(find(name)
                        .orElseThrow(() -> unknown(name, windows.schedule().plan())));
    }

    static Problem unknown(String name, Plan plan) {
        List<Window> all = plan.windows();
        return Problem.notFound("There is no window " + name
                + (all.isEmpty()
                        ? ", as no windows are in force"
                        : "; known are " + all.stream().map(Window::id).collect(Collectors.joining(", "))));
    }

    private Optional<Window> find(String name) {
        return windows.schedule().plan().windows().stream()
                .filter(window -> window.id().equals(name))
                .findFirst();
    }

    static Scope scope(JsonNode body) {
        Set<DataClass> classes = EnumSet.noneOf(DataClass.class);
        body.path("classes").forEach(label -> classes.add(Answers.dataClass(label.asText())));
        Set<String> sources = new TreeSet<>();
        body.path("sources").forEach(source -> sources.add(source.asText()));
        Set<Phase> phases = EnumSet.noneOf(Phase.class);
        body.path("phases").forEach(phase -> phases.add(phase(phase.asText())));
        return new Scope(classes, sources, phases);
    }

    static Phase phase(String label) {
        return Arrays.stream(Phase.values())
                .filter(phase -> phase.label().equals(label))
                .findFirst()
                .orElseThrow(() -> Problem.badRequest("\"" + label + "\" is not a phase; known are "
                        + WindowWords.phases(EnumSet.allOf(Phase.class))));
    }

    /** Whoever changes when something may run has the right for every class of it. */
    private static void require(Context context, Set<DataClass> classes) {
        classes.forEach(dataClass -> Guard.require(context, Right.SCHEDULE, dataClass));
    }

    private static Set<DataClass> classes(Optional<Window> window, Scope scope) {
        Set<DataClass> all = EnumSet.allOf(DataClass.class);
        all.removeIf(one -> !scope.classes().isEmpty() && !scope.classes().contains(one));
        window.ifPresent(one -> all.removeIf(dataClass ->
                !one.scope().classes().isEmpty() && !one.scope().classes().contains(dataClass)));
        return all;
    }
}
