package io.caravan.map.labs;

import io.caravan.fold.ResourceKey;
import io.caravan.fold.Version;
import java.util.Optional;
import java.util.UUID;

/**
 * What the parts of one report share.
 *
 * @param sentMicros when the message was made, for statements with equal result times
 * @param order the ServiceRequest it answers
 */
record ReportContext(
        ReportIdentity identity,
        UUID patient,
        Optional<ResourceKey> encounter,
        Optional<ResourceKey> order,
        ResultStatus status,
        Version version,
        long sentMicros) {

    /** The version of what is said with a status. */
    Version version(ResultStatus said) {
        return said.version(version, sentMicros);
    }
}
