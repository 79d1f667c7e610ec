package io.caravan.app;

import io.caravan.config.Settings;
import io.caravan.deadletter.Openings;
import io.caravan.dispatch.Dispatcher;
import io.caravan.dispatch.PatientOrderDispatcher;
import io.caravan.http.Parts;
import io.caravan.ledger.Circuit;
import io.caravan.ledger.PostgresLedger;
import io.caravan.message.DataClass;
import io.caravan.pause.FailureWatch;
import io.caravan.pause.PausingDispatcher;
import io.caravan.pause.PostgresClassPauses;
import io.caravan.sequence.BlockedPatients;
import io.caravan.sequence.HoldingDispatcher;
import io.caravan.sql.Database;
import java.time.InstantSource;
import java.util.List;

/** The dispatcher, and what stands between it and the routes: paused classes, and patients whose messages wait. */
final class Dispatching {
    private final Settings.Conduct conduct;
    private final InstantSource clock;
    private final BlockedPatients blocked;
    private final FailureWatch watch;

    /** @param inner knows what each class is doing */
    record Running(PatientOrderDispatcher inner, Dispatcher front, Parts.Classes classes) {}

    Dispatching(Settings.Conduct conduct, InstantSource clock) {
        this.conduct = conduct;
        this.clock = clock;
        this.blocked = new BlockedPatients(conduct.holding(), clock);
        this.watch = new FailureWatch(conduct.pauseAt(), clock);
    }

    /** Must learn of every letter that is opened. */
    Openings openings() {
        return Openings.of(List.of(blocked, watch));
    }

    Running start(
            PatientOrderDispatcher inner,
            Database database,
            PostgresClassPauses.Told told,
            PostgresLedger ledger,
            Closing closing) {
        PausingDispatcher pausing = closing.add("gates of classes", new PausingDispatcher(inner));
        HoldingDispatcher holding =
                closing.add("parked messages", new HoldingDispatcher(pausing, database, blocked, clock));
        PostgresClassPauses pauses = closing.add(
                "pauses",
                new PostgresClassPauses(
                        database, watch, pausing, told, dataClass -> isReachable(ledger, dataClass), clock));
        pauses.start();
        return new Running(inner, holding, new Parts.Classes(pauses, holding.parked(), conduct.holding()));
    }

    private static boolean isReachable(PostgresLedger ledger, DataClass dataClass) {
        Circuit circuit = ledger.circuits().get(dataClass);
        return circuit == null || !circuit.status().open();
    }
}
