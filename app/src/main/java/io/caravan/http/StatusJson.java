package io.caravan.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.caravan.balance.Balance;
import io.caravan.forecast.Finish;
import io.caravan.message.DataClass;
import io.caravan.sequence.Parked;
import io.caravan.window.EmergencyStop;
import io.caravan.window.Windows;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Set;

/** The JSON of {@code status}: part of the contract for scripts. */
public final class StatusJson {
    private final Balance balance;
    private final ClassStates states;
    private final Parked parked;
    private final Windows windows;
    private final InstantSource clock;

    public StatusJson(Balance balance, ClassStates states, Parked parked, Windows windows, InstantSource clock) {
        this.windows = windows;
        this.clock = clock;
        this.balance = balance;
        this.states = states;
        this.parked = parked;
    }

    /** @param visible the classes that whoever asks may see */
    public ObjectNode write(Set<DataClass> visible) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.put("stopped", windows.stopped().map(StatusJson::sentence).orElse(""));
        ObjectNode classes = root.putObject("classes");
        Map<DataClass, Balance.Counts> counts = balance.counts();
        Map<DataClass, Long> waiting = parked.counts();
        ForecastJson forecast = new ForecastJson(windows.schedule().plan(), clock.instant());
        for (DataClass dataClass : DataClass.values()) {
            if (!visible.contains(dataClass)) {
                continue;
            }
            Balance.Counts count = counts.getOrDefault(dataClass, new Balance.Counts(0, 0, 0, 0, 0, 0, 0));
            ClassStates.State state = states.of(dataClass);
            ObjectNode one = classes.putObject(dataClass.label())
                    .put("read", count.read())
                    .put("applied", count.applied())
                    .put("superseded", count.superseded())
                    .put("merged", count.merged())
                    .put("excluded", count.excluded())
                    .put("deadLettered", count.deadLettered())
                    .put("inFlight", count.inFlight())
                    .put("parked", waiting.getOrDefault(dataClass, 0L))
                    .put("residual", count.residual())
                    .put("duplicates", count.duplicates())
                    .put("rejected", count.rejected())
                    .put("state", state.state())
                    .put("reason", state.reason())
                    .put("finish", state.finish().map(StatusJson::finish).orElse(""))
                    .put("backfill", state.backfill());
            state.finish().ifPresent(finish -> one.set("finishes", forecast.finish(finish, dataClass)));
        }
        return root;
    }

    /** As likely before as after; empty where nobody can tell. */
    private static String finish(Finish finish) {
        if (finish instanceof Finish.Done done) {
            return done.at().toString();
        }
        return finish instanceof Finish.Between between ? ForecastJson.text(between.likely()) : "";
    }

    private static String sentence(EmergencyStop stop) {
        return "All bulk work is stopped since " + stop.since().truncatedTo(ChronoUnit.SECONDS) + " by " + stop.actor()
                + ": " + stop.reason();
    }
}
