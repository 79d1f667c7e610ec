package io.caravan.target.fhir;

import io.caravan.target.WriteResult;
import java.time.Duration;
import java.util.Optional;

/**
 * What a server says to one request or one entry of a bundle.
 *
 * @param status HTTP; 0 = none came
 * @param etag as it was given, e.g. {@code W/"3"}
 * @param trouble why none came, e.g. {@code timeout}; empty otherwise
 */
record Answer(int status, Optional<String> etag, Duration retryAfter, String body, String trouble) {

    static Answer none(String trouble) {
        return new Answer(0, Optional.empty(), Duration.ZERO, "", trouble);
    }

    boolean isDone() {
        return status >= 200 && status < 300;
    }

    /** Somebody else has changed the resource since we last saw it. */
    boolean isConflict() {
        return status == 409 || status == 412;
    }

    /**
     * Whether the record itself is at fault. What is about our credentials, the address or the server's state is not: no record
     * becomes a dead letter because a token has run out.
     */
    boolean isRefusal() {
        return status == 501
                || (status >= 400 && status < 500 && status != 401 && status != 403 && status != 408 && status != 429);
    }

    WriteResult result() {
        if (isDone()) {
            return new WriteResult.Written();
        }
        if (isRefusal()) {
            return new WriteResult.Refused("target-" + status);
        }
        return new WriteResult.Unavailable("target-" + (status == 0 ? trouble : status), retryAfter);
    }
}
