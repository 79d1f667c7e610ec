package io.caravan.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.caravan.throttle.ThrottleState;
import io.caravan.throttle.Throttles;
import io.caravan.user.Right;
import io.javalin.Javalin;
import io.javalin.http.Context;

/** How fast bulk work may go, and why. */
final class ThrottleApi {
    private final Throttles throttles;

    ThrottleApi(Throttles throttles) {
        this.throttles = throttles;
    }

    void addTo(Javalin server) {
        server.get("/api/throttles", this::list, new Access.Needs(Right.SEE_STATUS));
    }

    private void list(Context context) {
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        ArrayNode all = answer.putArray("throttles");
        throttles.list().forEach(state -> all.add(json(state)));
        Answers.json(context, answer);
    }

    /** What is not set is null. */
    private static ObjectNode json(ThrottleState state) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("name", state.name())
                .put("unit", state.unit())
                .put("limit", state.limit().isPresent() ? state.limit().getAsInt() : null)
                .put(
                        "ceiling",
                        state.ceiling().isPresent() ? rounded(state.ceiling().getAsDouble()) : null)
                .put("atOnce", state.atOnce().isPresent() ? state.atOnce().getAsInt() : null)
                .put("pauseMillis", state.pause().toMillis())
                .put("cuts", state.cuts())
                .put("why", state.why());
        flow(json.putObject("live"), state.live());
        flow(json.putObject("bulk"), state.bulk());
        return json;
    }

    private static void flow(ObjectNode json, ThrottleState.Flow flow) {
        json.put("perSecond", rounded(flow.perSecond()))
                .put("underWay", flow.underWay())
                .put("waiting", flow.waiting())
                .put("latencyMillis", flow.latency().toMillis());
    }

    private static double rounded(double value) {
        return Math.round(value * 10) / 10.0;
    }
}
