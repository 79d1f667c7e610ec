package io.caravan.map.registry;

import io.caravan.fhir.DerivedFields;
import io.caravan.fhir.ListParts;
import io.caravan.fhir.OldIdentifiers;
import io.caravan.fhir.OriginalTimes;
import io.caravan.fhir.PassedIds;
import io.caravan.fhir.RenamedReferences;
import io.caravan.fhir.VisitReferences;
import io.caravan.fold.Change;
import io.caravan.fold.Derivation;
import io.caravan.fold.ResourceKey;
import io.caravan.fold.ResourceState;
import io.caravan.fold.ResourceType;
import io.caravan.fold.Unification;
import io.caravan.map.adt.AllergyLists;
import io.caravan.map.adt.AllergyStanding;
import io.caravan.map.adt.CoverageStanding;
import io.caravan.map.adt.DiagnosisStanding;
import io.caravan.map.adt.EncounterContradictions;
import io.caravan.map.adt.EncounterHistory;
import io.caravan.map.adt.PatientContradictions;
import io.caravan.map.adt.PatientStanding;
import io.caravan.map.adt.SnapshotLists;
import io.caravan.map.identity.MergedLists;
import io.caravan.map.labs.BinaryFields;
import io.caravan.map.labs.ResultContradictions;
import io.caravan.map.labs.ResultFields;
import io.caravan.map.labs.ResultLinks;
import io.caravan.map.medications.DrugFields;
import io.caravan.map.medications.MedicationContradictions;
import io.caravan.map.medications.MedicationLists;
import io.caravan.map.medications.MedicationRequestFields;
import io.caravan.map.orders.OrderStanding;
import io.caravan.map.value.ValueFields;
import io.caravan.message.Finding;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The rules of all types in one: elements that follow from a resource's own facts (for {@code FhirRendering}), and changes to
 * other resources (for the ledger).
 */
public final class ClinicalRules implements DerivedFields, Derivation {
    private final ListParts listParts = new ListParts();
    private final OriginalTimes originals = new OriginalTimes();
    private final VisitReferences visits = new VisitReferences();
    private final Map<ResourceType, List<DerivedFields>> derived = new EnumMap<>(ResourceType.class);
    private final Map<ResourceType, List<Derivation>> derivations = new EnumMap<>(ResourceType.class);

    public ClinicalRules() {
        RenamedReferences renamed = new RenamedReferences();
        derived.put(ResourceType.OBSERVATION, List.of(new ResultFields(), new ValueFields(), renamed));
        derived.put(ResourceType.DIAGNOSTIC_REPORT, List.of(new ResultFields(), renamed));
        derived.put(ResourceType.BINARY, List.of(new BinaryFields()));
        derived.put(ResourceType.PATIENT, List.of(new PatientStanding(), new OldIdentifiers()));
        derived.put(ResourceType.ENCOUNTER, List.of(new EncounterHistory(), renamed, new PassedIds(Set.of("class"))));
        derived.put(ResourceType.ACCOUNT, List.of(new PassedIds(Set.of())));
        derived.put(ResourceType.ALLERGY_INTOLERANCE, List.of(new AllergyStanding()));
        derived.put(ResourceType.CONDITION, List.of(new DiagnosisStanding()));
        derived.put(ResourceType.COVERAGE, List.of(new CoverageStanding()));
        derived.put(
                ResourceType.SERVICE_REQUEST, List.of(new OrderStanding(), renamed, new PassedIds(Set.of("intent"))));
        derived.put(
                ResourceType.MEDICATION_REQUEST,
                List.of(
                        new MedicationRequestFields(),
                        renamed,
                        new PassedIds(
                                Set.of("intent", "medicationCodeableConcept", "medicationReference", "contained"))));
        derived.put(ResourceType.MEDICATION_ADMINISTRATION, List.of(new DrugFields(), renamed));
        derived.put(ResourceType.MEDICATION_DISPENSE, List.of(new DrugFields(), renamed));
        Unification orders = new Unification(new Finding("filler-number-of-two-orders", "ORC-3"));
        derivations.put(ResourceType.SERVICE_REQUEST, List.of(orders));
        derivations.put(ResourceType.MEDICATION_REQUEST, List.of(orders, new MedicationContradictions()));
        derivations.put(ResourceType.MEDICATION_LIST, List.of(new MedicationLists()));
        derivations.put(ResourceType.ALLERGY_LIST, List.of(new AllergyLists()));
        derivations.put(ResourceType.OBSERVATION, List.of(new ResultContradictions("OBX-11")));
        derivations.put(ResourceType.DIAGNOSTIC_REPORT, List.of(new ResultContradictions("OBR-25")));
        derivations.put(ResourceType.RESULT_LINK, List.of(new ResultLinks()));
        derivations.put(ResourceType.SNAPSHOT_LIST, List.of(new SnapshotLists()));
        Unification visitNumbers = new Unification(new Finding("visit-number-of-two-visits", "MRG-5"));
        derivations.put(
                ResourceType.ACCOUNT, List.of(new Unification(new Finding("account-number-of-two-accounts", "MRG-3"))));
        derivations.put(ResourceType.ENCOUNTER, List.of(visitNumbers, new EncounterContradictions()));
        derivations.put(ResourceType.PATIENT, List.of(new PatientContradictions(), new MergedLists()));
    }

    @Override
    public void addTo(ResourceState state, Map<String, String> elements) {
        listParts.addTo(state, elements);
        originals.addTo(state, elements);
        visits.addTo(state, elements);
        for (DerivedFields rule : derived.getOrDefault(state.key().type(), List.of())) {
            rule.addTo(state, elements);
        }
    }

    @Override
    public List<Change> derive(ResourceState state) {
        return of(state).flatMap(rule -> rule.derive(state).stream()).toList();
    }

    @Override
    public Set<ResourceKey> reaches(ResourceState state) {
        return of(state).flatMap(rule -> rule.reaches(state).stream()).collect(Collectors.toSet());
    }

    @Override
    public List<Finding> contradictions(ResourceState state) {
        return of(state).flatMap(rule -> rule.contradictions(state).stream()).toList();
    }

    private Stream<Derivation> of(ResourceState state) {
        return derivations.getOrDefault(state.key().type(), List.of()).stream();
    }
}
