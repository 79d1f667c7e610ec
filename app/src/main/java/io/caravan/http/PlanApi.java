package io.caravan.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.caravan.message.DataClass;
import io.caravan.user.Right;
import io.caravan.window.Plan;
import io.caravan.window.PlanReader;
import io.caravan.window.PlanSource;
import io.caravan.window.Window;
import io.caravan.window.Windows;
import io.javalin.Javalin;
import io.javalin.http.Context;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Windows as people write them: looked at, and put in force. */
final class PlanApi {
    private final Windows windows;
    private final PlanEffects effects;

    PlanApi(Parts.Scheduling scheduling, SiteWork site, InstantSource clock) {
        this.windows = scheduling.windows();
        this.effects = new PlanEffects(scheduling, site, clock);
    }

    void addTo(Javalin server) {
        server.post("/api/windows/check", this::check, new Access.Needs(Right.SEE_STATUS), new Access.Question());
        server.post("/api/windows/apply", this::apply, new Access.Needs(Right.SCHEDULE));
    }

    private void check(Context context) {
        Windows.InForce inForce = windows.inForce();
        PlanSource source = source(Answers.body(context));
        PlanReader.Outcome read = PlanReader.read(source);
        ObjectNode answer = JsonNodeFactory.instance.objectNode().put("version", inForce.version());
        read.problems().forEach(problem -> answer.withArray("problems").add(problem.toString()));
        answer.put("same", source.digest().equals(inForce.digest()));
        read.plan().ifPresent(plan -> effects.of(plan, Guard.classes(context, Right.SEE_STATUS), answer));
        Answers.json(context, answer);
    }

    private void apply(Context context) {
        JsonNode body = Answers.body(context);
        PlanSource source = source(body);
        Plan plan = PlanReader.plan(source);
        changed(windows.schedule().plan(), plan)
                .forEach(dataClass -> Guard.require(context, Right.SCHEDULE, dataClass));
        if (!body.path("replaces").isIntegralNumber()) {
            throw Problem.badRequest("Say which version this was made from (replaces); in force is version "
                    + windows.inForce().version());
        }
        Windows.InForce applied = windows.apply(source, body.path("replaces").asLong(), EmergencyApi.decider(context));
        Answers.json(context, WindowJson.of(applied));
    }

    /** The classes of every window that is not as it was. */
    private static Set<DataClass> changed(Plan before, Plan after) {
        List<Window> windows = Stream.concat(
                        before.windows().stream()
                                .filter(window -> !after.windows().contains(window)),
                        after.windows().stream()
                                .filter(window -> !before.windows().contains(window)))
                .toList();
        Set<DataClass> all = EnumSet.allOf(DataClass.class);
        return windows.stream()
                .flatMap(
                        window -> window.scope().classes().isEmpty() ? all.stream() : window.scope().classes().stream())
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(DataClass.class)));
    }

    /** @throws Problem where there is no text: nothing at all is not meant by mistake */
    static PlanSource source(JsonNode body) {
        if (!body.path("text").isTextual()) {
            throw Problem.badRequest("Give the windows as text, as in windows.yaml");
        }
        Map<String, String> calendars = new TreeMap<>();
        body.path("calendars")
                .properties()
                .forEach(entry -> calendars.put(entry.getKey(), entry.getValue().asText()));
        return new PlanSource(body.path("text").asText(), calendars);
    }

    /** The windows of a text. @throws io.caravan.window.WindowRefused naming every problem */
    static Plan plan(JsonNode body) {
        return PlanReader.plan(source(body));
    }
}
