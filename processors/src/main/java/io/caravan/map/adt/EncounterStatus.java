package io.caravan.map.adt;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The status machine of an encounter (clinical policies, "encounter status"): its events in the order of their versions. An
 * event that does not fit the status it meets changes nothing and is a finding; a late one takes its place in the order.
 */
final class EncounterStatus {
    static final String UNKNOWN = "unknown";
    static final String PLANNED = "planned";
    static final String IN_PROGRESS = "in-progress";
    static final String ON_LEAVE = "onleave";
    static final String FINISHED = "finished";
    static final String CANCELLED = "cancelled";
    static final String IN_ERROR = "entered-in-error";

    private EncounterStatus() {}

    /**
     * What one event makes of a status.
     *
     * @param finding code of what did not fit; empty where all is well
     */
    record Step(String status, String finding) {
        static Step to(String status) {
            return new Step(status, "");
        }
    }

    /** @return a FHIR R4 encounter status; {@code unknown} as long as no event told one */
    static String of(List<EncounterFact> facts) {
        String status = UNKNOWN;
        for (EncounterFact fact : facts) {
            status = after(status, fact);
        }
        return status;
    }

    /** The codes of all that did not fit, each once. */
    static List<String> findings(List<EncounterFact> facts) {
        Set<String> found = new LinkedHashSet<>(2);
        String status = UNKNOWN;
        for (EncounterFact fact : facts) {
            Step step = step(status, fact);
            status = step.status();
            if (!step.finding().isEmpty()) {
                found.add(step.finding());
            }
        }
        return new ArrayList<>(found);
    }

    /** When the first admission happened that was one; empty text where none is known. A second one begins no other visit. */
    static String admittedAt(List<EncounterFact> facts) {
        String status = UNKNOWN;
        for (EncounterFact fact : facts) {
            Step step = step(status, fact);
            status = step.status();
            boolean admits = fact.code().equals("A01") || fact.code().equals("A04");
            if (admits && status.equals(IN_PROGRESS) && !fact.at().isEmpty()) {
                return fact.at();
            }
        }
        return "";
    }

    static String after(String status, EncounterFact fact) {
        return step(status, fact).status();
    }

    static Step step(String status, EncounterFact fact) {
        String code = fact.code();
        if (status.equals(IN_ERROR)) {
            return isUpdate(code) || code.equals("A23") || code.startsWith(EncounterFact.ROW)
                    ? Step.to(status)
                    : unfit("event", status);
        }
        if (code.startsWith(EncounterFact.ROW)) {
            return Step.to(code.substring(EncounterFact.ROW.length()));
        }
        return switch (code) {
            case "A05" -> planned(status);
            case "A14" -> Step.to(status.equals(UNKNOWN) ? PLANNED : status);
            case "A04" -> fact.encounterClass().contains("\"PRENC\"") ? planned(status) : admitted(status);
            case "A01", "A06", "A07", "A10" -> admitted(status);
            case "A03" -> discharged(status);
            case "A11" -> cancelled(status);
            case "A27", "A38" ->
                isUnderWay(status) ? new Step(CANCELLED, "cancel-preadmit-of-" + status) : cancelled(status);
            case "A13" -> reopened(status);
            case "A21", "A53" -> leave(status, ON_LEAVE);
            case "A22", "A52" -> leave(status, IN_PROGRESS);
            case "A23" -> Step.to(IN_ERROR);
            default -> Step.to(status);
        };
    }

    /** Events that tell where the patient is, or what is pending: they fit any status. */
    private static boolean isUpdate(String code) {
        return switch (code) {
            case "A02", "A12", "A14", "A17", EncounterFact.SEEN -> true;
            default -> false;
        };
    }

    private static boolean isUnderWay(String status) {
        return status.equals(IN_PROGRESS) || status.equals(ON_LEAVE);
    }

    private static Step unfit(String event, String status) {
        return new Step(status, event + "-of-" + status);
    }

    private static Step planned(String status) {
        return status.equals(UNKNOWN) || status.equals(PLANNED) ? Step.to(PLANNED) : unfit("preadmit", status);
    }

    /** A cancelled visit is admitted again by a newer event; a finished one is not: its number was used again. */
    private static Step admitted(String status) {
        return switch (status) {
            case FINISHED -> unfit("admit", status);
            case ON_LEAVE -> Step.to(status);
            default -> Step.to(IN_PROGRESS);
        };
    }

    private static Step discharged(String status) {
        return switch (status) {
            case CANCELLED -> unfit("discharge", status);
            case PLANNED -> new Step(FINISHED, "discharge-of-planned");
            default -> Step.to(FINISHED);
        };
    }

    private static Step cancelled(String status) {
        return status.equals(FINISHED) ? unfit("cancel", status) : Step.to(CANCELLED);
    }

    private static Step reopened(String status) {
        return switch (status) {
            case PLANNED, CANCELLED -> unfit("cancel-discharge", status);
            case FINISHED, UNKNOWN -> Step.to(IN_PROGRESS);
            default -> Step.to(status);
        };
    }

    private static Step leave(String status, String to) {
        return switch (status) {
            case PLANNED, FINISHED, CANCELLED -> unfit("leave", status);
            default -> Step.to(to);
        };
    }
}
