package io.caravan.fhir;

import io.caravan.fold.ResourceKey;
import io.caravan.fold.ResourceType;
import java.util.UUID;

/** The entries of {@code Patient.link}: those of merges, which the ledger sets by its aliases, and those of mere links. */
public final class PatientLinks {
    /** What the paths of links to survivors begin with. */
    public static final String REPLACED_BY = "link[replaced-by-";

    private PatientLinks() {}

    public static String replacedBy(UUID survivor) {
        return REPLACED_BY + survivor + "]";
    }

    public static String replaces(UUID subsumed) {
        return "link[replaces-" + subsumed + "]";
    }

    public static String seeAlso(UUID other) {
        return "link[seealso-" + other + "]";
    }

    /** @param type code of the value set link-type */
    public static String json(UUID other, String type) {
        return "{\"other\":" + Reference.to(new ResourceKey(ResourceType.PATIENT, other)) + ",\"type\":\"" + type
                + "\"}";
    }
}
