package io.caravan.fhir;

import java.util.UUID;

/** The entries of {@code Patient.link} that a merge leaves: the mapper sets them, the ledger takes them back when a newer merge names another survivor. */
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
}
