package io.caravan.http;

import java.util.Optional;

/** Whether messages can be taken now. */
public interface Readiness {

    /** @return why not, without patient data; empty = ready */
    Optional<String> problem();
}
