package io.caravan.map.adt;

import io.caravan.fhir.Json;
import io.caravan.fhir.Periods;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The places of an encounter in their order, each with when it was left; one is active while the visit goes on. */
final class EncounterLocations {
    private final List<Stay> stays = new ArrayList<>(4);
    private String status = EncounterStatus.UNKNOWN;

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

    /** @return the entries of Encounter.location */
    static List<String> of(List<EncounterFact> facts) {
        EncounterLocations locations = new EncounterLocations();
        for (EncounterFact fact : facts) {
            String before = locations.status;
            locations.status = EncounterStatus.after(before, fact);
            locations.add(fact, before);
        }
        return locations.stays.stream().map(Stay::json).toList();
    }

    private void add(EncounterFact fact, String before) {
        switch (fact.code()) {
            case "A03" -> {
                if (status.equals(EncounterStatus.FINISHED)) {
                    discharge(fact);
                }
            }
            case "A11", "A27", "A38", "A23" -> {
                if (!status.equals(before)) {
                    close(fact.at());
                }
            }
            case "A12" -> cancelTransfer(fact);
            case "A13" -> {
                if (before.equals(EncounterStatus.FINISHED)) {
                    reopen(fact);
                } else {
                    seen(fact);
                }
            }
            case "A05" -> enter(fact, "planned");
            case "A14" -> {
                if (status.equals(EncounterStatus.PLANNED)) {
                    enter(fact, "planned");
                }
            }
            case EncounterFact.SEEN -> seen(fact);
            default -> {
                if (fact.code().startsWith(EncounterFact.ROW) && isOver(fact)) {
                    discharge(fact);
                } else {
                    transferFromPrior(fact);
                    enter(fact, status.equals(EncounterStatus.PLANNED) ? "planned" : "active");
                }
            }
        }
    }

    private boolean isClosed() {
        return switch (status) {
            case EncounterStatus.FINISHED, EncounterStatus.CANCELLED, EncounterStatus.IN_ERROR -> true;
            default -> false;
        };
    }

    private static boolean isOver(EncounterFact fact) {
        return fact.code().endsWith("finished") || fact.code().endsWith("cancelled");
    }

    private void enter(EncounterFact fact, String asStatus) {
        if (fact.place().isEmpty() || isClosed()) {
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

    /** PV1-6 tells of a place that no message of its own told of: it was left for this one, and nobody knows since when it was. */
    private void transferFromPrior(EncounterFact fact) {
        Stay last = last();
        boolean told = last != null && (last.place.equals(fact.prior()) || last.place.equals(fact.place()));
        if (!fact.prior().isEmpty() && !fact.prior().equals(fact.place()) && !told && !isClosed()) {
            if (last != null && last.status.equals("planned")) {
                stays.remove(last);
            }
            close("");
            stays.add(new Stay(fact.prior(), "active", ""));
        }
    }

    private void seen(EncounterFact fact) {
        if (stays.isEmpty() && isClosed() && !fact.place().isEmpty()) {
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
        if (isClosed()) {
            return;
        }
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
