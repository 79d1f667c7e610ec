package io.caravan.map.adt;

import io.caravan.fhir.Fragments;
import io.caravan.fhir.Json;
import io.caravan.fold.Change;
import io.caravan.fold.ResourceKey;
import io.caravan.fold.ResourceType;
import io.caravan.fold.Version;
import io.caravan.hl7.Hl7Message;
import io.caravan.hl7.Repetition;
import io.caravan.hl7.Segment;
import io.caravan.map.Fields;
import io.caravan.map.Mapping;
import io.caravan.map.identity.BusinessKey;
import io.caravan.map.identity.EncounterClasses;
import io.caravan.map.identity.PatientIdentity;
import io.caravan.map.identity.Visits;
import java.util.Optional;

/** PV1 and PV2 as an Encounter: its own fields, and what the event told as a fact from which the status follows. */
final class EncounterWriter {
    private static final String PARTICIPATION = "http://terminology.hl7.org/CodeSystem/v3-ParticipationType";

    private final Mapping mapping;
    private final Fragments fragments;
    private final PatientIdentity patient;
    private final Version version;
    private final Places places;

    EncounterWriter(Mapping mapping, PatientIdentity patient, Version version) {
        this.mapping = mapping;
        this.fragments = mapping.fragments();
        this.patient = patient;
        this.version = version;
        this.places = new Places(mapping, patient.master().system());
    }

    static ResourceKey key(BusinessKey visit) {
        return visit.key(ResourceType.ENCOUNTER);
    }

    void write(Hl7Message message, AdtEvent event, BusinessKey visit, Diagnoses diagnoses) {
        Segment pv1 = message.first("PV1");
        Change.Builder change =
                Change.of(ResourceType.ENCOUNTER, key(visit).id(), version).patient(patient.id());
        identifiers(pv1, visit, change);
        Fields fields = new Fields(change, pv1);
        fields.value(2, "class", code -> EncounterClasses.of(code.text(1)));
        fields.list(4, "type", code -> fragments.tableConcept(code, "0007"));
        fields.value(10, "serviceType", code -> fragments.tableConcept(code, "0069"));
        participants(fields);
        hospitalization(fields, event);
        period(message, event, fields, change);
        new Fields(change, message.first("PV2")).list(3, "reasonCode", fragments::concept);
        fact(message, event, pv1, change);
        diagnoses
                .references()
                .forEach((path, json) ->
                        json.ifPresentOrElse(reference -> change.set(path, reference), () -> change.clear(path)));
        mapping.add(change);
    }

    private void identifiers(Segment pv1, BusinessKey visit, Change.Builder change) {
        Visits.write(visit.identifier(), change);
        new Visits(mapping, patient).listAlternates(pv1).forEach(number -> Visits.write(number, change));
        fragments
                .identifier(pv1.first(5), "", "", "PV1-5")
                .ifPresent(number -> change.set("hospitalization.preAdmissionIdentifier", number.json()));
    }

    private void participants(Fields fields) {
        fields.list(7, Fields.part("participant", "1"), doctor -> participant(doctor, "ATND", "attender"));
        fields.list(8, Fields.part("participant", "2"), doctor -> participant(doctor, "REF", "referrer"));
        fields.list(9, Fields.part("participant", "3"), doctor -> participant(doctor, "CON", "consultant"));
        fields.list(17, Fields.part("participant", "4"), doctor -> participant(doctor, "ADM", "admitter"));
        fields.list(52, Fields.part("participant", "5"), doctor -> participant(doctor, "PART", "Participation"));
    }

    private String participant(Repetition doctor, String role, String display) {
        String person = fragments.person(doctor);
        if (person.isEmpty()) {
            return "";
        }
        return "{\"type\":[{\"coding\":[{\"system\":\"" + PARTICIPATION + "\",\"code\":\"" + role + "\",\"display\":\""
                + display + "\"}]}],\"individual\":" + person + "}";
    }

    private void hospitalization(Fields fields, AdtEvent event) {
        fields.value(13, "hospitalization.reAdmission", code -> fragments.tableConcept(code, "0092"));
        fields.value(14, "hospitalization.admitSource", code -> fragments.tableConcept(code, "0023"));
        fields.list(15, "hospitalization.specialArrangement", code -> fragments.tableConcept(code, "0009"));
        fields.list(16, "hospitalization.specialCourtesy", code -> fragments.tableConcept(code, "0099"));
        fields.list(38, "hospitalization.dietPreference", code -> fragments.tableConcept(code, "0114"));
        if (event != AdtEvent.A13) {
            fields.value(36, "hospitalization.dischargeDisposition", code -> fragments.tableConcept(code, "0112"));
            fields.value(
                    37,
                    "hospitalization.destination",
                    place ->
                            Json.object().text("display", place.text(1).strip()).end());
        }
    }

    /** A13 takes the discharge back, whatever its own PV1-45, -36 and -37 still say. */
    private void period(Hl7Message message, AdtEvent event, Fields fields, Change.Builder change) {
        if (event == AdtEvent.A01 || event == AdtEvent.A04) {
            String occurred = occurred(message);
            if (!message.first("PV1").has(44) && !occurred.isEmpty()) {
                change.set("period.start", Json.string(occurred), Version.FILLER);
            }
        }
        fields.value(44, "period.start", time -> quoted(time, "PV1-44"));
        if (event == AdtEvent.A13) {
            change.clear("period.end");
            change.clear("hospitalization.dischargeDisposition");
            change.clear("hospitalization.destination");
            return;
        }
        fields.value(45, "period.end", time -> quoted(time, "PV1-45"));
        if (event == AdtEvent.A03 && !message.first("PV1").has(45)) {
            String occurred = occurred(message);
            if (!occurred.isEmpty()) {
                change.set("period.end", Json.string(occurred));
            }
        }
    }

    private String quoted(Repetition time, String place) {
        String text = mapping.dateTime(time.text(1), place);
        return text.isEmpty() ? "" : Json.string(text);
    }

    /** When the event happened: EVN-6, else EVN-2. */
    private String occurred(Hl7Message message) {
        Segment evn = message.first("EVN");
        String occurred = mapping.dateTime(evn.text(6), "EVN-6");
        return occurred.isEmpty() ? mapping.times().dateTime(evn.text(2)) : occurred;
    }

    private void fact(Hl7Message message, AdtEvent event, Segment pv1, Change.Builder change) {
        Optional<Places.Place> place = places.of(pv1.first(3));
        if (!event.movesStatus()) {
            place.ifPresent(seen -> EncounterFact.writeSeen(change, seen));
            return;
        }
        EncounterFact.event(
                        version,
                        event,
                        at(message, event, pv1),
                        place.map(Places.Place::reference).orElse(""),
                        places.of(pv1.first(6)).map(Places.Place::reference).orElse(""),
                        EncounterClasses.of(pv1.text(2)))
                .write(change);
    }

    private String at(Hl7Message message, AdtEvent event, Segment pv1) {
        String own = switch (event) {
            case A01, A04 -> mapping.times().dateTime(pv1.text(44));
            case A03 -> mapping.times().dateTime(pv1.text(45));
            default -> "";
        };
        return own.isEmpty() ? occurred(message) : own;
    }
}
