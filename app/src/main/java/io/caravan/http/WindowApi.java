package io.caravan.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.caravan.message.DataClass;
import io.caravan.user.Right;
import io.caravan.window.BulkWork;
import io.caravan.window.ManualOverride;
import io.caravan.window.Plan;
import io.caravan.window.PlanSource;
import io.caravan.window.Schedule;
import io.caravan.window.Standing;
import io.caravan.window.Window;
import io.caravan.window.WindowRefused;
import io.caravan.window.Windows;
import io.javalin.Javalin;
import io.javalin.http.Context;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The windows in force: what they say, how it stands now, and their files. */
final class WindowApi {
    private final Parts.Scheduling scheduling;
    private final SiteWork site;
    private final InstantSource clock;

    WindowApi(Parts.Scheduling scheduling, SiteWork site, InstantSource clock) {
        this.scheduling = scheduling;
        this.site = site;
        this.clock = clock;
    }

    void addTo(Javalin server) {
        server.exception(WindowRefused.class, (refused, context) -> {
            Problem problem = Problem.conflict(String.valueOf(refused.getMessage()));
            Answers.json(
                    context,
                    problem.status(),
                    JsonNodeFactory.instance
                            .objectNode()
                            .put("code", problem.code())
                            .put("error", problem.sentence()));
        });
        server.get("/api/windows", this::list, new Access.Needs(Right.SEE_STATUS));
        server.get("/api/windows/source", this::source, new Access.Needs(Right.SCHEDULE));
    }

    private void list(Context context) {
        Set<DataClass> visible = Guard.classes(context, Right.SEE_STATUS);
        Instant now = clock.instant();
        Windows windows = scheduling.windows();
        Schedule schedule = windows.schedule();
        ObjectNode answer = WindowJson.of(windows.inForce()).put("now", now.toString());
        answer.set("stop", WindowJson.stop(windows.stopped()));
        answer.putObject("file").put("differs", new WindowFile(scheduling).difference());
        answer.putArray("windows");
        for (Window window : schedule.plan().windows()) {
            List<BulkWork> about = site.of(window.scope(), visible);
            if (!about.isEmpty()) {
                Schedule alone = schedule.under(new Plan(List.of(window)));
                answer.withArray("windows").add(json(window, alone.at(about.get(0), now)));
            }
        }
        answer.putArray("work");
        SiteWork.alike(site.of(visible), work -> schedule.at(work, now))
                .forEach((standing, work) -> answer.withArray("work")
                        .addObject()
                        .put("about", site.name(work, visible))
                        .set("now", now(standing)));
        answer.putArray("overrides");
        for (ManualOverride override : windows.overrides()) {
            answer.withArray("overrides").add(WindowJson.of(override, schedule.plan()));
        }
        Answers.json(context, answer);
    }

    private static ObjectNode json(Window window, Standing now) {
        ZoneId zone = ZoneId.of(window.zone());
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("id", window.id())
                .put("zone", window.zone())
                .put("about", WindowWords.of(window.scope()));
        WindowJson.scope(json, window.scope());
        window.openings().forEach(opening -> json.withArray("openings").add(WindowWords.of(opening)));
        window.blackouts().forEach(blackout -> json.withArray("blackouts").add(WindowWords.of(blackout)));
        window.profile().forEach(band -> json.withArray("rates").add(WindowWords.of(band)));
        json.put("outside", window.outside().map(WindowWords::of).orElse("nothing"))
                .put("holidayRule", WindowJson.label(window.holidayRule()))
                .put("drainSeconds", window.drain().toSeconds())
                .put("leastUsefulSeconds", window.leastUseful().toSeconds());
        json.set(
                "now",
                now(now).put(
                                "untilLocal",
                                now.until()
                                        .map(until -> WindowWords.moment(until, zone))
                                        .orElse("")));
        return json;
    }

    private static ObjectNode now(Standing standing) {
        return WindowJson.of(standing).put("rate", standing.isOpen() ? WindowWords.of(standing.limit()) : "");
    }

    /** The text and the calendars, for files. */
    private void source(Context context) {
        Windows.InForce inForce = scheduling.windows().inForce();
        PlanSource source = inForce.source();
        ObjectNode answer = WindowJson.of(inForce).put("text", source.text());
        ObjectNode calendars = answer.putObject("calendars");
        new TreeSet<>(source.calendars().keySet())
                .forEach(name -> calendars.put(
                        name, Optional.ofNullable(source.calendars().get(name)).orElse("")));
        Answers.json(context, answer);
    }
}
