package io.caravan.app;

import io.caravan.backfill.Backfill;
import io.caravan.dispatch.DispatchStatus;
import io.caravan.dispatch.PatientOrderDispatcher;
import io.caravan.forecast.Finish;
import io.caravan.forecast.Forecasts;
import io.caravan.http.ClassStates;
import io.caravan.ledger.Circuit;
import io.caravan.ledger.PostgresLedger;
import io.caravan.message.DataClass;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;

/** What each class is doing: the first thing that keeps it from running, said in one word and a reason. */
final class States implements ClassStates {
    private final PatientOrderDispatcher dispatcher;
    private final PostgresLedger ledger;
    private final Backfill backfill;
    private final Forecasts forecasts;

    States(PatientOrderDispatcher dispatcher, PostgresLedger ledger, Backfill backfill, Forecasts forecasts) {
        this.forecasts = forecasts;
        this.dispatcher = dispatcher;
        this.ledger = ledger;
        this.backfill = backfill;
    }

    @Override
    public State of(DataClass dataClass) {
        Optional<Backfill.Status> past = Optional.ofNullable(backfill.status().get(dataClass));
        Optional<Finish> finish = past.flatMap(status -> finish(dataClass, status));
        String backfilling = past.map(status -> label(status.state())).orElse("");
        DispatchStatus live = dispatcher.status(dataClass);
        if (live.state() == DispatchStatus.State.PAUSED) {
            return new State("paused", live.reason(), finish, backfilling);
        }
        Optional<Circuit.Status> away = Optional.ofNullable(ledger.circuits().get(dataClass))
                .map(Circuit::status)
                .filter(Circuit.Status::open);
        if (away.isPresent()) {
            return new State("waiting", reason(away.get()), finish, backfilling);
        }
        if (live.state() == DispatchStatus.State.RETRYING) {
            return new State("waiting", live.reason(), finish, backfilling);
        }
        return past.flatMap(status -> hindered(status, finish, backfilling))
                .orElse(new State(
                        live.state() == DispatchStatus.State.STOPPED ? "stopped" : "running", "", finish, backfilling));
    }

    /** What is through since a moment ago may not be known to the forecast yet. */
    private Optional<Finish> finish(DataClass dataClass, Backfill.Status past) {
        return past.finishedAt()
                .<Finish>map(Finish.Done::new)
                .or(() -> Optional.ofNullable(forecasts.now().classes().get(dataClass))
                        .filter(finish -> !(finish instanceof Finish.Done)));
    }

    /** Why it waits, and when it is tried next. */
    private static String reason(Circuit.Status away) {
        return "target: " + away.reason() + ", away since " + away.since().truncatedTo(ChronoUnit.SECONDS)
                + ", asked again at " + away.due().truncatedTo(ChronoUnit.SECONDS);
    }

    private static Optional<State> hindered(Backfill.Status past, Optional<Finish> finish, String backfilling) {
        return switch (past.state()) {
            case PAUSED, WAITING, FAILED ->
                Optional.of(new State(backfilling, "backfill: " + past.reason(), finish, backfilling));
            case IDLE, RUNNING, DONE -> Optional.empty();
        };
    }

    /** As the backfill's own status says it: what was never started waits for its start. */
    private static String label(Backfill.State state) {
        return state == Backfill.State.IDLE ? "waiting" : state.name().toLowerCase(Locale.ROOT);
    }
}
