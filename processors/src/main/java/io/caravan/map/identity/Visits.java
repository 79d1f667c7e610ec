package io.caravan.map.identity;

import io.caravan.fhir.Identifier;
import io.caravan.fold.Change;
import io.caravan.fold.ResourceKey;
import io.caravan.fold.ResourceType;
import io.caravan.fold.Version;
import io.caravan.hl7.Repetition;
import io.caravan.hl7.Segment;
import io.caravan.map.Fields;
import io.caravan.map.Mapping;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the number of a visit: PV1-19, else PV1-50. Nothing else keys an encounter, least of all a time. */
public final class Visits {
    public static final String VISIT = "VN";

    private final Mapping mapping;
    private final PatientIdentity patient;
    private final String system;

    /** @param patient whose visits they are: the authority of last resort */
    public Visits(Mapping mapping, PatientIdentity patient) {
        this.mapping = mapping;
        this.patient = patient;
        this.system = mapping.context()
                .authorities()
                .declared(mapping.source().authorities().visit())
                .orElse("");
    }

    /** The visit of PV1, else of PID-18 where the source declares that a visit's number stands there. */
    public Optional<BusinessKey> of(Segment pv1, Segment pid) {
        return ofPv1(pv1)
                .or(() -> mapping.source().authorities().visitInAccountField()
                        ? number(pid.first(18), "PID-18")
                        : Optional.empty());
    }

    /** The visit of PV1; empty where it has no number. */
    public Optional<BusinessKey> ofPv1(Segment pv1) {
        return number(pv1.first(19), "PV1-19").or(() -> number(pv1.first(50), "PV1-50"));
    }

    /**
     * The encounter that a record of an order, result or medication speaks of. Its class fills an encounter nobody owns; its
     * status stays unknown until ADT tells it. So a reference never leads to nothing.
     */
    public Optional<ResourceKey> addProvisional(Segment pv1, Version version) {
        return ofPv1(pv1).map(visit -> {
            Change.Builder change = provisional(visit, version);
            listAlternates(pv1).forEach(number -> write(number, change));
            new Fields(change, pv1).value(2, "class", code -> EncounterClasses.of(code.text(1)));
            mapping.add(change);
            return change.key();
        });
    }

    /** The same for a row: the number only. */
    public Optional<ResourceKey> addProvisional(String number, Version version) {
        return ofNumber(number).map(visit -> {
            Change.Builder change = provisional(visit, version);
            mapping.add(change);
            return change.key();
        });
    }

    private Change.Builder provisional(BusinessKey visit, Version version) {
        Change.Builder change = Change.of(
                        ResourceType.ENCOUNTER,
                        visit.key(ResourceType.ENCOUNTER).id(),
                        version.withRank(Version.FILLER))
                .patient(patient.id());
        write(visit.identifier(), change);
        return change;
    }

    /** A visit number that stands alone, as in a database column. */
    public Optional<BusinessKey> ofNumber(String number) {
        String value = number.strip();
        return value.isEmpty()
                ? Optional.empty()
                : Optional.of(BusinessKey.of(Identifier.of(system, value, VISIT, ""), "", patient));
    }

    /** PV1-50: further numbers of the same visit. */
    public List<Identifier> listAlternates(Segment pv1) {
        List<Identifier> found = new ArrayList<>(1);
        for (Repetition alternate : pv1.repetitions(50)) {
            mapping.fragments().identifier(alternate, "", "", "PV1-50").ifPresent(found::add);
        }
        return found;
    }

    /** Puts a number on a resource, and makes it be found by it. */
    public static void write(Identifier number, Change.Builder change) {
        change.set(number.path(), number.json());
        if (number.hasSystem()) {
            change.lookup(number.system(), number.value());
        }
    }

    /** A visit number in any CX field, e.g. MRG-5. */
    public Optional<BusinessKey> number(Repetition cx, String place) {
        Optional<Identifier> found = mapping.fragments().identifier(cx, system, VISIT, place);
        return found.map(identifier -> BusinessKey.of(identifier, cx.text(4, 1) + cx.text(4, 2), patient));
    }
}
