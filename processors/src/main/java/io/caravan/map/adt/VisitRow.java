package io.caravan.map.adt;

import io.caravan.fhir.Json;
import io.caravan.fold.Change;
import io.caravan.fold.ResourceType;
import io.caravan.fold.Version;
import io.caravan.map.Mapping;
import io.caravan.map.Row;
import io.caravan.map.RowFields;
import io.caravan.map.identity.BusinessKey;
import io.caravan.map.identity.EncounterClasses;
import io.caravan.map.identity.PatientIdentity;
import io.caravan.map.identity.Visits;
import java.util.Optional;

/** The visit of a row: its state at the row's version is one fact among those of the visit's events. */
final class VisitRow {
    private final Mapping mapping;
    private final PatientIdentity patient;
    private final Version version;

    VisitRow(Mapping mapping, PatientIdentity patient, Version version) {
        this.mapping = mapping;
        this.patient = patient;
        this.version = version;
    }

    void write(Row row) {
        Optional<BusinessKey> visit =
                new Visits(mapping, patient).ofNumber(row.find("visit_number").orElse(""));
        visit.ifPresent(number -> write(row, number));
    }

    private void write(Row row, BusinessKey visit) {
        Change.Builder change = Change.of(
                        ResourceType.ENCOUNTER, EncounterWriter.key(visit).id(), version)
                .patient(patient.id());
        Visits.write(visit.identifier(), change);
        RowFields fields = new RowFields(row, change);
        fields.value("patient_class", "class", EncounterClasses::of);
        fields.time("admitted_at", "period.start", mapping);
        fields.time("discharged_at", "period.end", mapping);
        fields.value(
                "attending",
                RowFields.part("participant", "1"),
                name -> "[{\"type\":[{\"coding\":[{\"system\":"
                        + "\"http://terminology.hl7.org/CodeSystem/v3-ParticipationType\",\"code\":\"ATND\"}]}],"
                        + "\"individual\":"
                        + Json.object().text("display", name).end() + "}]");
        Optional<Places.Place> place = new Places(mapping, patient.master().system())
                .of(text(row, "facility"), text(row, "ward"), text(row, "room"), text(row, "bed"));
        String status = status(row);
        String at = mapping.times().dateTime(text(row, status.equals("finished") ? "discharged_at" : "admitted_at"));
        EncounterFact.row(
                        version, status, at, place.map(Places.Place::reference).orElse(""))
                .write(change);
        mapping.add(change);
    }

    private static String status(Row row) {
        if (row.find("discharged_at").isPresent()) {
            return "finished";
        }
        return text(row, "patient_class").equals("P") ? "planned" : "in-progress";
    }

    private static String text(Row row, String column) {
        return row.find(column).map(String::strip).orElse("");
    }
}
