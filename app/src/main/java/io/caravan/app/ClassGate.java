package io.caravan.app;

import io.caravan.dispatch.DispatchStatus;
import io.caravan.dispatch.DispatchStatus.State;
import io.caravan.dispatch.PatientOrderDispatcher;
import io.caravan.message.DataClass;
import io.caravan.window.BulkGate;

/** Shut while a class takes nothing: what a job would submit then would only wait. */
record ClassGate(PatientOrderDispatcher dispatcher) implements BulkGate {

    @Override
    public Decision ask(DataClass dataClass) {
        DispatchStatus status = dispatcher.status(dataClass);
        if (status.state() == State.PAUSED) {
            return new Decision(false, dataClass.label() + " is paused: " + status.reason());
        }
        if (status.state() == State.STOPPED) {
            return new Decision(false, dataClass.label() + " has no route that runs");
        }
        return new Decision(true, "");
    }
}
