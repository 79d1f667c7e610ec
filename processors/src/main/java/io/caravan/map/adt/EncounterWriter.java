package io.caravan.map.adt;

import io.caravan.fhir.Fragments;
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
        diagnoses
                .references()
                .forEach((path, json) ->
                        json.ifPresentOrElse(reference -> change.set(path, reference), () -> change.clear(path)));
        Segment zbe = message.first("ZBE");
        if (zbe.text(5).equals("Y")) {
            // What a historic movement says of doctors and classes was so then, and is not so now.
            new Movements(mapping, version).write(zbe, event, places.of(pv1.first(3)), change);
            mapping.add(change);
            return;
        }
        Fields fields = new Fields(change, pv1);
        encounterClass(event, fields, change);
        fields.list(4, Fields.part("type", "1"), code -> fragments.tableConcept(code, "0007"));
        fields.list(18, Fields.part("type", "2"), this::patientType);
        fields.value(10, "serviceType", code -> fragments.tableConcept(code, "0069"));
        participants(fields);
        new HospitalStay(mapping, message, event).write(fields, change);
        fields.list(54, "episodeOfCare", this::episode);
        new Fields(change, message.first("PV2")).list(3, "reasonCode", fragments::concept);
        fact(message, event, pv1, change);
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

    /** A pre-admission is one, whatever class it is for. */
    private static void encounterClass(AdtEvent event, Fields fields, Change.Builder change) {
        if (event == AdtEvent.A05) {
            change.set("class", EncounterClasses.of("P"));
        } else {
            fields.value(2, "class", code -> EncounterClasses.of(code.text(1)));
        }
    }

    /** PV1-18 is the site's own: through the map {@code patient-type}, else as a code of the site. */
    private String patientType(Repetition type) {
        return type.text(3).isEmpty()
                ? fragments.concept(
                        type.text(1).strip(), "HL70018", type.text(2).strip(), "patient-type", "PV1-18")
                : fragments.concept(type, "patient-type", "PV1-18");
    }

    private String episode(Repetition number) {
        return fragments
                .identifier(number, "", "", "PV1-54")
                .map(identifier -> "{\"type\":\"EpisodeOfCare\",\"identifier\":" + identifier.json() + "}")
                .orElse("");
    }

    private void fact(Hl7Message message, AdtEvent event, Segment pv1, Change.Builder change) {
        Optional<Places.Place> place = places.of(pv1.first(3));
        place.ifPresent(here -> new BedStatus(mapping, version).write(here, pv1.first(40)));
        PassingPlaces.write(pv1, event, places, change);
        Segment zbe = message.first("ZBE");
        if (zbe.has(1)) {
            new Movements(mapping, version).write(zbe, event, place, change);
        }
        if (!event.isFact()) {
            place.ifPresent(seen -> EncounterFact.writeSeen(change, seen));
            return;
        }
        EncounterFact.event(
                        version,
                        event,
                        new HospitalStay(mapping, message, event).at(),
                        place.map(Places.Place::reference).orElse(""),
                        places.of(pv1.first(6)).map(Places.Place::reference).orElse(""),
                        EncounterClasses.of(event == AdtEvent.A05 ? "P" : pv1.text(2)))
                .write(change);
    }
}
