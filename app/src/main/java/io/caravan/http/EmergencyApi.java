package io.caravan.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.caravan.message.DataClass;
import io.caravan.user.Right;
import io.caravan.window.Windows;
import io.javalin.Javalin;
import io.javalin.http.Context;
import java.util.EnumSet;
import java.util.Set;

/** Stops all bulk work at once. Whoever may pause each class's backfill, or change each class's windows, may do this. */
final class EmergencyApi {
    private final Windows windows;

    EmergencyApi(Windows windows) {
        this.windows = windows;
    }

    void addTo(Javalin server) {
        Access control = new Access.Needs(Right.CONTROL);
        Access schedule = new Access.Needs(Right.SCHEDULE);
        server.get("/api/emergency", this::show, new Access.Needs(Right.SEE_STATUS));
        server.post("/api/emergency/stop", this::stop, control, schedule);
        server.post("/api/emergency/lift", this::lift, control, schedule);
    }

    private void show(Context context) {
        Answers.json(context, json());
    }

    private void stop(Context context) {
        all(context);
        windows.stop(decider(context));
        Answers.json(context, json());
    }

    private void lift(Context context) {
        all(context);
        windows.lift(decider(context));
        Answers.json(context, json());
    }

    static Windows.Decider decider(Context context) {
        return new Windows.Decider(Guard.user(context), Answers.reason(Answers.body(context)));
    }

    private static void all(Context context) {
        Set<DataClass> missing = EnumSet.allOf(DataClass.class);
        missing.removeIf(dataClass -> Guard.who(context).may(Right.CONTROL, dataClass)
                || Guard.who(context).may(Right.SCHEDULE, dataClass));
        if (!missing.isEmpty()) {
            throw new Problem(
                    403,
                    "forbidden",
                    "This is about all bulk work; " + Guard.user(context) + " has no role that permits it for "
                            + WindowWords.classes(missing) + ". Pause the backfill of a class of yours instead");
        }
    }

    private ObjectNode json() {
        return WindowJson.stop(windows.stopped());
    }
}
