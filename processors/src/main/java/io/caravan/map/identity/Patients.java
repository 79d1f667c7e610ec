package io.caravan.map.identity;

import io.caravan.fhir.Identifier;
import io.caravan.fold.Change;
import io.caravan.fold.ResourceType;
import io.caravan.fold.Version;
import io.caravan.hl7.Hl7Message;
import io.caravan.hl7.Repetition;
import io.caravan.hl7.Segment;
import io.caravan.map.Mapping;
import io.caravan.message.Rejected;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds the patient of one record by the declared master identifier, never by name or birth date. */
public final class Patients {
    private final Mapping mapping;
    private final String masterType;
    private final String declaredSystem;

    public Patients(Mapping mapping) {
        this.mapping = mapping;
        this.masterType = mapping.source().masterIdentifierType();
        this.declaredSystem = mapping.context()
                .authorities()
                .declared(mapping.source().authorities().patient())
                .orElse("");
    }

    /**
     * The patient of PID: the PID-3 repetition of the declared master type; else the one without a type; else, before
     * 2.4 (where PID-2 was the external id), PID-2.
     *
     * @throws Rejected where there is no such number, or its authority is unknown: the same number under two authorities is
     *     two patients, so none may be guessed
     */
    public PatientIdentity ofPid(Segment pid, Hl7Message message) {
        List<Repetition> list = pid.repetitions(3);
        Optional<Repetition> listed = master(list);
        Repetition master = listed.or(() -> old(message) ? numbered(pid.first(2)) : Optional.empty())
                .orElseThrow(() -> new Rejected(101, "missing-patient-id", "PID-3"));
        List<Identifier> others = new ArrayList<>(2);
        for (Repetition repetition : list) {
            if (repetition != master) {
                add(others, mapping.fragments().identifier(repetition, "", "", "PID-3"));
            }
        }
        if (listed.isPresent()) {
            add(others, mapping.fragments().identifier(pid.first(2), "", "", "PID-2"));
        }
        add(others, mapping.fragments().identifier(pid.first(4), "", "", "PID-4"));
        if (pid.has(19)) {
            add(others, mapping.fragments().identifier(pid.first(19), "", "SS", "PID-19"));
        }
        DriversLicense.of(pid, mapping).ifPresent(others::add);
        return new PatientIdentity(asMaster(master, "PID-3"), others);
    }

    /**
     * The patient of MRG-1, the one that is merged or moved away: the number of the survivor's authority where there is a choice.
     * An MRG-1 without a type is read as the master type.
     *
     * @throws Rejected where all its numbers are of other types: such a merge is never guessed
     */
    public PatientIdentity ofMrg(Segment mrg, PatientIdentity survivor) {
        List<Repetition> list = mrg.repetitions(1);
        String system = survivor.master().system();
        Repetition master = numbered(list, masterType).stream()
                .filter(cx ->
                        mapping.fragments().authority(cx, 4, declaredSystem).equals(system))
                .findFirst()
                .or(() -> master(list))
                .orElseThrow(() -> list.stream().anyMatch(cx -> !cx.text(1).isBlank())
                        ? new Rejected(204, "merge-across-types", "MRG-1")
                        : new Rejected(101, "missing-patient-id", "MRG-1"));
        List<Identifier> others = new ArrayList<>(0);
        for (Repetition repetition : list) {
            if (repetition != master) {
                add(others, mapping.fragments().identifier(repetition, "", "", "MRG-1"));
            }
        }
        return new PatientIdentity(asMaster(master, "MRG-1"), others);
    }

    /** The patient of a number that stands alone, as in a database column; its authority is the declared one. */
    public PatientIdentity ofNumber(String number, String column) {
        String value = number.strip();
        if (value.isEmpty()) {
            throw new Rejected(101, "missing-patient-id", column);
        }
        if (declaredSystem.isEmpty()) {
            throw new Rejected(204, "unknown-authority", column);
        }
        return new PatientIdentity(Identifier.of(declaredSystem, value, masterType, ""), List.of());
    }

    /**
     * What a record of an order, result or medication says of its patient: it fills a patient nobody owns, and never overrides
     * the demographics authority. The patient is tagged provisional until that authority has spoken.
     */
    public void addProvisional(PatientIdentity patient, Segment pid, Version version) {
        Change.Builder change = Change.of(ResourceType.PATIENT, patient.id(), version.withRank(Version.FILLER));
        new Demographics(mapping).write(patient, pid, change);
        mapping.add(change);
    }

    /** The same for a row: the number only. */
    public void addProvisional(PatientIdentity patient, Version version) {
        Change.Builder change = Change.of(ResourceType.PATIENT, patient.id(), version.withRank(Version.FILLER));
        Demographics.writeIdentifiers(patient, change);
        mapping.add(change);
    }

    private Optional<Repetition> master(List<Repetition> list) {
        List<Repetition> typed = numbered(list, masterType);
        return typed.isEmpty()
                ? only(numbered(list, ""))
                : ofDeclaredAuthority(typed).or(() -> Optional.of(typed.get(0)));
    }

    /** Without a type there must be no choice: one number, or one of the declared authority. */
    private Optional<Repetition> only(List<Repetition> untyped) {
        return untyped.size() == 1 ? Optional.of(untyped.get(0)) : ofDeclaredAuthority(untyped);
    }

    private Optional<Repetition> ofDeclaredAuthority(List<Repetition> list) {
        return list.stream()
                .filter(cx -> !declaredSystem.isEmpty()
                        && mapping.fragments().authority(cx, 4, declaredSystem).equals(declaredSystem))
                .findFirst();
    }

    private static List<Repetition> numbered(List<Repetition> list, String type) {
        return list.stream()
                .filter(cx -> cx.text(5).equals(type) && !cx.text(1).isBlank())
                .toList();
    }

    private Identifier asMaster(Repetition cx, String place) {
        Optional<Identifier> found = mapping.fragments().identifier(cx, declaredSystem, masterType, place);
        return found.filter(Identifier::hasSystem).orElseThrow(() -> new Rejected(204, "unknown-authority", place));
    }

    private static Optional<Repetition> numbered(Repetition cx) {
        return cx.text(1).isBlank() ? Optional.empty() : Optional.of(cx);
    }

    private static boolean old(Hl7Message message) {
        String version = message.msh().text(12);
        return version.startsWith("2.1") || version.startsWith("2.2") || version.startsWith("2.3");
    }

    private static void add(List<Identifier> identifiers, Optional<Identifier> identifier) {
        identifier.ifPresent(identifiers::add);
    }
}
