package io.caravan.map.adt;

import io.caravan.fhir.Json;
import io.caravan.fhir.Periods;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The places of an encounter in their order, each with when it was left; one is active while the visit goes on. */
final class EncounterLocations {
    private final List<Stay> stays = new ArrayList<>(4);
    private String status = "unknown";

    private static final class Stay {
        private final String place;
        private String status;
        private String start;
        private String end = "";

        Stay(String place, String status, String start) {
            this.place = place;
            this.status = status;
            this.start = start;
        }

        String json() {
            String period = Periods.of(start, end);
            return Json.object()
                    .raw("location", place)
                    .text("status", status)
                    .raw("period", period)
                    .end();
        }
    }

    /** @return the JSON array of Encounter.location; empty text for none */
    static String of(List<EncounterFact> facts) {
        EncounterLocations locations = new EncounterLocations();
        for (EncounterFact fact : facts) {
            locations.add(fact);
            locations.status = EncounterStatus.after(locations.status, fact);
        }
        return Json.array(locations.stays.stream().map(Stay::json).toList());
    }

    private void add(EncounterFact fact) {
        switch (fact.code()) {
            case "A03" -> discharge(fact);
            case "A11", "A27", "A38", "A23" -> close(fact.at());
            case "A12" -> cancelTransfer(fact);
            case "A13" -> reopen(fact);
            case "A05" -> enter(fact, "planned");
            case EncounterFact.SEEN -> seen(fact);
            default -> {
                if (fact.code().startsWith(EncounterFact.ROW) && isOver(fact)) {
                    discharge(fact);
                } else {
                    transferFromPrior(fact);
                    enter(fact, "active");
                }
            }
        }
    }

    private static boolean isOver(EncounterFact fact) {
        return fact.code().endsWith("finished") || fact.code().endsWith("cancelled");
    }

    private void enter(EncounterFact fact, String asStatus) {
        if (fact.place().isEmpty() || status.equals("finished")) {
            return;
        }
        Stay last = last();
        if (last != null && last.place.equals(fact.place()) && last.end.isEmpty()) {
            boolean arrives = last.status.equals("planned") && asStatus.equals("active");
            if (arrives) {
                last.status = asStatus;
            }
            if (arrives || last.start.isEmpty()) {
                last.start = fact.at();
            }
            return;
        }
        if (last != null && last.status.equals("planned")) {
            stays.remove(last);
        }
        close(fact.at());
        stays.add(new Stay(fact.place(), asStatus, fact.at()));
    }

    /** PV1-6 tells of a place that no message of its own told of. */
    private void transferFromPrior(EncounterFact fact) {
        if (!fact.prior().isEmpty() && !fact.prior().equals(fact.place()) && stays.isEmpty()) {
            stays.add(new Stay(fact.prior(), "active", ""));
        }
    }

    private void seen(EncounterFact fact) {
        if (stays.isEmpty() && status.equals("finished")) {
            stays.add(new Stay(fact.place(), "completed", ""));
        } else {
            enter(fact, status.equals("planned") ? "planned" : "active");
        }
    }

    private void discharge(EncounterFact fact) {
        Stay last = last();
        if (!fact.place().isEmpty() && (last == null || !last.place.equals(fact.place()))) {
            close(fact.at());
            stays.add(new Stay(fact.place(), "active", ""));
        }
        close(fact.at());
    }

    /** The place that was left is active again; the one the patient never went to is gone. */
    private void cancelTransfer(EncounterFact fact) {
        Stay last = last();
        if (last != null && !fact.place().isEmpty() && !last.place.equals(fact.place())) {
            stays.remove(last);
        }
        reopen(fact);
    }

    private void reopen(EncounterFact fact) {
        Stay last = last();
        if (last != null && (fact.place().isEmpty() || last.place.equals(fact.place()))) {
            last.status = "active";
            last.end = "";
        } else if (!fact.place().isEmpty()) {
            close(fact.at());
            stays.add(new Stay(fact.place(), "active", fact.at()));
        }
    }

    private void close(String at) {
        Stay last = last();
        if (last != null && !last.status.equals("completed")) {
            last.status = "completed";
            last.end = at;
        }
    }

    private @Nullable Stay last() {
        return stays.isEmpty() ? null : stays.get(stays.size() - 1);
    }
}
