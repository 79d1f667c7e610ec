package io.caravan.deadletter;

import io.caravan.message.DataClass;

/** What a letter must be told when it is opened, for it is in neither message nor row. Safe for threads. */
public interface Circumstances {
    Circumstances UNKNOWN = new Circumstances() {
        @Override
        public Ran running(DataClass dataClass) {
            return Ran.UNKNOWN;
        }

        @Override
        public String patientAuthority(String source) {
            return "";
        }
    };

    Ran running(DataClass dataClass);

    /** Under which authority a source's patients are numbered; empty where that is not declared. */
    String patientAuthority(String source);
}
