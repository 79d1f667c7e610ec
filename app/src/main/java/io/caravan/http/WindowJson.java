package io.caravan.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.caravan.message.DataClass;
import io.caravan.window.EmergencyStop;
import io.caravan.window.Limit;
import io.caravan.window.ManualOverride;
import io.caravan.window.Phase;
import io.caravan.window.Plan;
import io.caravan.window.Scope;
import io.caravan.window.Standing;
import io.caravan.window.Window;
import io.caravan.window.Windows;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Optional;

/** The JSON of what windows decide. Texts are empty, and limits are left out, where there is nothing to say. */
final class WindowJson {

    private WindowJson() {}

    static ObjectNode of(Standing standing) {
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("level", label(standing.level()));
        limit(json, standing.limit());
        return json.put("until", text(standing.until())).put("reason", standing.reason());
    }

    static void limit(ObjectNode json, Limit limit) {
        limit.perSecond().ifPresent(perSecond -> json.put("perSecond", perSecond));
        limit.atOnce().ifPresent(atOnce -> json.put("atOnce", atOnce));
    }

    /** @param plan whose windows say which zone's clock it is read on */
    static ObjectNode of(ManualOverride override, Plan plan) {
        ZoneId zone = WindowZones.of(plan).of(override);
        return of(override)
                .put("fromLocal", WallClock.text(override.from(), zone))
                .put("untilLocal", WallClock.text(override.until(), zone));
    }

    private static ObjectNode of(ManualOverride override) {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("id", override.id())
                .put("action", override.action().name().toLowerCase(Locale.ROOT))
                .put("window", override.window().orElse(""))
                .put("about", about(override))
                .put("from", override.from().toString())
                .put("until", override.until().toString())
                .put("by", override.actor())
                .put("reason", override.reason());
        scope(json, override.scope());
        return json;
    }

    static void scope(ObjectNode json, Scope scope) {
        scope.classes().stream().sorted().map(DataClass::label).forEach(json.withArray("classes")::add);
        scope.sources().stream().sorted().forEach(json.withArray("sources")::add);
        scope.phases().stream().sorted().map(Phase::label).forEach(json.withArray("phases")::add);
    }

    static ObjectNode stop(Optional<EmergencyStop> stop) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("stopped", stop.isPresent())
                .put("since", text(stop.map(EmergencyStop::since)))
                .put("by", stop.map(EmergencyStop::actor).orElse(""))
                .put("reason", stop.map(EmergencyStop::reason).orElse(""));
    }

    static ObjectNode of(Windows.InForce inForce) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("version", inForce.version())
                .put("digest", inForce.digest())
                .put("since", inForce.version() == 0 ? "" : inForce.since().toString())
                .put("by", inForce.decider().actor())
                .put("reason", inForce.decider().reason());
    }

    static String label(Standing.Level level) {
        return level.name().toLowerCase(Locale.ROOT);
    }

    static String label(Window.HolidayRule rule) {
        return rule.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static String about(ManualOverride override) {
        boolean all = override.scope().equals(Scope.ALL);
        return override.window()
                .map(window -> "window " + window + (all ? "" : ", " + WindowWords.of(override.scope())))
                .orElseGet(() -> WindowWords.of(override.scope()));
    }

    private static String text(Optional<Instant> at) {
        return at.map(Object::toString).orElse("");
    }
}
