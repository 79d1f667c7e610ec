package io.caravan.message;

import java.nio.charset.Charset;
import java.time.ZoneId;
import java.util.Optional;

/**
 * What a site declares about one source (one interface or one database); see docs/clinical-policies.md.
 *
 * @param name the name in configuration keys: {@code source.<name>.…}
 * @param zone for times without an offset
 * @param authorities the assigning authorities for numbers that carry none; empty = not declared
 * @param masterIdentifierType CX.5 of the PID-3 repetition that keys the patient
 * @param charset overrides MSH-18 where present
 * @param processingId the MSH-11 this source may send; several with commas between, {@code none} for an empty one
 */
public record SourceDeclaration(
        String name,
        DataClass dataClass,
        ZoneId zone,
        Authorities authorities,
        String masterIdentifierType,
        ListMode al1Mode,
        ListMode iamMode,
        AllergySeverity allergySeverity,
        CancelRequest cancelRequest,
        ErrorPolicy errorPolicy,
        String processingId,
        Optional<Charset> charset,
        boolean demographicsAuthority) {

    /** Namespaces (HD.1); blank = none declared. */
    public record Authorities(String patient, String visit, String placer, String filler) {}

    /** A message's repeating segments replace the list, or act on single entries. */
    public enum ListMode {
        SNAPSHOT,
        ACTION
    }

    public enum AllergySeverity {
        CRITICALITY,
        REACTION
    }

    /** Whether ORC-1 CA ends the order, or only asks for it. */
    public enum CancelRequest {
        FINAL,
        REQUEST_ONLY
    }

    public enum ErrorPolicy {
        ENGINE_OWNS,
        SOURCE_OWNS
    }
}
