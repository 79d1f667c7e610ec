package io.caravan.map.labs;

import io.caravan.fold.ResourceKey;
import io.caravan.fold.Version;
import java.util.Optional;
import java.util.UUID;

/**
 * What the parts of one report share.
 *
 * @param order the ServiceRequest it answers
 */
record ReportContext(
        ReportIdentity identity,
        UUID patient,
        Optional<ResourceKey> encounter,
        Optional<ResourceKey> order,
        ResultStatus status,
        Version version,
        Said said) {

    /**
     * What orders statements of equal result times.
     *
     * @param micros when the message was made
     * @param unitMap the version of the unit map
     */
    record Said(long micros, int unitMap) {}

    /** The version of what is said with a status. */
    Version version(ResultStatus status) {
        return status.version(version, said.micros(), said.unitMap());
    }
}
