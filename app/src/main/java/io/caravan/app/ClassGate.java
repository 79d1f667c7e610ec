package io.caravan.app;

import io.caravan.dispatch.DispatchStatus;
import io.caravan.dispatch.DispatchStatus.State;
import io.caravan.dispatch.PatientOrderDispatcher;
import io.caravan.message.DataClass;
import io.caravan.window.BulkGate;
import io.caravan.window.BulkWork;
import io.caravan.window.Standing;

/** Shut while a class takes nothing: what a job would submit then would only wait. */
record ClassGate(PatientOrderDispatcher dispatcher) implements BulkGate {

    @Override
    public Standing ask(BulkWork work) {
        DataClass dataClass = work.dataClass();
        DispatchStatus status = dispatcher.status(dataClass);
        if (status.state() == State.PAUSED) {
            return BulkGate.shut(dataClass.label() + " is paused: " + status.reason());
        }
        if (status.state() == State.STOPPED) {
            return BulkGate.shut(dataClass.label() + " has no route that runs");
        }
        return Standing.ALWAYS;
    }
}
