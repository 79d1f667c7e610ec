package io.caravan.app;

import io.caravan.backfill.Backfill;
import io.caravan.dispatch.DispatchStatus;
import io.caravan.dispatch.PatientOrderDispatcher;
import io.caravan.http.ClassStates;
import io.caravan.ledger.Circuit;
import io.caravan.ledger.PostgresLedger;
import io.caravan.message.DataClass;
import java.util.Locale;
import java.util.Optional;

/** What each class is doing: the first thing that keeps it from running, said in one word and a reason. */
final class States implements ClassStates {
    private final PatientOrderDispatcher dispatcher;
    private final PostgresLedger ledger;
    private final Backfill backfill;

    States(PatientOrderDispatcher dispatcher, PostgresLedger ledger, Backfill backfill) {
        this.dispatcher = dispatcher;
        this.ledger = ledger;
        this.backfill = backfill;
    }

    @Override
    public State of(DataClass dataClass) {
        Optional<Backfill.Status> past = Optional.ofNullable(backfill.status().get(dataClass));
        String finish =
                past.flatMap(Backfill.Status::finishedAt).map(Object::toString).orElse("");
        DispatchStatus live = dispatcher.status(dataClass);
        if (live.state() == DispatchStatus.State.PAUSED) {
            return new State("paused", live.reason(), finish);
        }
        Optional<Circuit.Status> away = Optional.ofNullable(ledger.circuits().get(dataClass))
                .map(Circuit::status)
                .filter(Circuit.Status::open);
        if (away.isPresent()) {
            return new State("waiting", "target: " + away.get().reason(), finish);
        }
        if (live.state() == DispatchStatus.State.RETRYING) {
            return new State("waiting", live.reason(), finish);
        }
        return past.flatMap(status -> hindered(status, finish))
                .orElse(new State(live.state() == DispatchStatus.State.STOPPED ? "stopped" : "running", "", finish));
    }

    private static Optional<State> hindered(Backfill.Status past, String finish) {
        return switch (past.state()) {
            case PAUSED, WAITING, FAILED ->
                Optional.of(
                        new State(past.state().name().toLowerCase(Locale.ROOT), "backfill: " + past.reason(), finish));
            case IDLE, RUNNING, DONE -> Optional.empty();
        };
    }
}
