package io.caravan.window;

import io.caravan.message.DataClass;

/** Whether bulk work may run now. Asked before each page; live feeds never ask. */
public interface BulkGate {

    BulkGate ALWAYS_OPEN = dataClass -> new Decision(true, "");

    Decision ask(DataClass dataClass);

    /** @param reason why it is shut, and until when; shown in the status */
    record Decision(boolean open, String reason) {}
}
