package io.caravan.map.adt;

import java.util.List;

/**
 * The status machine of an encounter (clinical policies, "encounter status"): its events in the order of their versions. An
 * event that does not fit the status it meets changes nothing; a late one takes its place in the order.
 */
final class EncounterStatus {
    private EncounterStatus() {}

    /** @return a FHIR R4 encounter status; {@code unknown} as long as no event told one */
    static String of(List<EncounterFact> facts) {
        String status = "unknown";
        for (EncounterFact fact : facts) {
            status = after(status, fact);
        }
        return status;
    }

    static String after(String status, EncounterFact fact) {
        if (status.equals("entered-in-error")) {
            return status;
        }
        if (fact.code().startsWith(EncounterFact.ROW)) {
            return fact.code().substring(EncounterFact.ROW.length());
        }
        boolean open = !status.equals("finished") && !status.equals("cancelled");
        return switch (fact.code()) {
            case "A05" -> status.equals("unknown") ? "planned" : status;
            case "A04" -> fact.encounterClass().contains("\"PRENC\"") ? planned(status) : admitted(status);
            case "A01", "A06", "A07", "A10" -> admitted(status);
            case "A03" -> status.equals("cancelled") ? status : "finished";
            case "A11", "A27", "A38" -> status.equals("finished") ? status : "cancelled";
            case "A13" -> status.equals("finished") || status.equals("unknown") ? "in-progress" : status;
            case "A21" -> open && !status.equals("planned") ? "onleave" : status;
            case "A22" -> open && !status.equals("planned") ? "in-progress" : status;
            case "A23" -> "entered-in-error";
            default -> status;
        };
    }

    private static String planned(String status) {
        return status.equals("unknown") ? "planned" : status;
    }

    /** A cancelled visit is admitted again by a newer event; a finished one is not: its number was used again. */
    private static String admitted(String status) {
        return status.equals("finished") || status.equals("onleave") ? status : "in-progress";
    }
}
