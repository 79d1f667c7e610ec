package io.caravan.map.registry;

import io.caravan.fhir.DerivedFields;
import io.caravan.fhir.ListParts;
import io.caravan.fhir.OldIdentifiers;
import io.caravan.fhir.OriginalTimes;
import io.caravan.fold.Change;
import io.caravan.fold.Derivation;
import io.caravan.fold.ResourceState;
import io.caravan.fold.ResourceType;
import io.caravan.map.adt.AllergyLists;
import io.caravan.map.adt.AllergyStanding;
import io.caravan.map.adt.CoverageStanding;
import io.caravan.map.adt.DiagnosisStanding;
import io.caravan.map.adt.EncounterContradictions;
import io.caravan.map.adt.EncounterHistory;
import io.caravan.map.adt.PatientContradictions;
import io.caravan.map.adt.PatientStanding;
import io.caravan.map.adt.SnapshotLists;
import io.caravan.map.labs.BinaryFields;
import io.caravan.map.labs.ResultContradictions;
import io.caravan.map.labs.ResultFields;
import io.caravan.map.labs.ResultLinks;
import io.caravan.map.medications.DrugFields;
import io.caravan.map.medications.MedicationContradictions;
import io.caravan.map.medications.MedicationLists;
import io.caravan.map.medications.MedicationRequestFields;
import io.caravan.map.orders.OrderStanding;
import io.caravan.message.Finding;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The rules of all types in one: elements that follow from a resource's own facts (for {@code FhirRendering}), and changes to
 * other resources (for the ledger).
 */
public final class ClinicalRules implements DerivedFields, Derivation {
    private final ListParts listParts = new ListParts();
    private final OriginalTimes originals = new OriginalTimes();
    private final Map<ResourceType, List<DerivedFields>> derived = new EnumMap<>(ResourceType.class);
    private final Map<ResourceType, Derivation> derivations = new EnumMap<>(ResourceType.class);

    public ClinicalRules() {
        derived.put(ResourceType.OBSERVATION, List.of(new ResultFields()));
        derived.put(ResourceType.DIAGNOSTIC_REPORT, List.of(new ResultFields()));
        derived.put(ResourceType.BINARY, List.of(new BinaryFields()));
        derived.put(ResourceType.PATIENT, List.of(new PatientStanding(), new OldIdentifiers()));
        derived.put(ResourceType.ENCOUNTER, List.of(new EncounterHistory()));
        derived.put(ResourceType.ALLERGY_INTOLERANCE, List.of(new AllergyStanding()));
        derived.put(ResourceType.CONDITION, List.of(new DiagnosisStanding()));
        derived.put(ResourceType.COVERAGE, List.of(new CoverageStanding()));
        derived.put(ResourceType.SERVICE_REQUEST, List.of(new OrderStanding()));
        derived.put(ResourceType.MEDICATION_REQUEST, List.of(new MedicationRequestFields()));
        derived.put(ResourceType.MEDICATION_DISPENSE, List.of(new DrugFields()));
        derived.put(ResourceType.MEDICATION_ADMINISTRATION, List.of(new DrugFields()));
        derivations.put(ResourceType.MEDICATION_REQUEST, new MedicationContradictions());
        derivations.put(ResourceType.MEDICATION_LIST, new MedicationLists());
        derivations.put(ResourceType.ALLERGY_LIST, new AllergyLists());
        derivations.put(ResourceType.SNAPSHOT_LIST, new SnapshotLists());
        derivations.put(ResourceType.ENCOUNTER, new EncounterContradictions());
        derivations.put(ResourceType.PATIENT, new PatientContradictions());
        derivations.put(ResourceType.OBSERVATION, new ResultContradictions("OBX-11"));
        derivations.put(ResourceType.RESULT_LINK, new ResultLinks());
        derivations.put(ResourceType.DIAGNOSTIC_REPORT, new ResultContradictions("OBR-25"));
    }

    @Override
    public void addTo(ResourceState state, Map<String, String> elements) {
        listParts.addTo(state, elements);
        originals.addTo(state, elements);
        for (DerivedFields rule : derived.getOrDefault(state.key().type(), List.of())) {
            rule.addTo(state, elements);
        }
    }

    @Override
    public List<Change> derive(ResourceState state) {
        Derivation derivation = derivations.get(state.key().type());
        return derivation == null ? List.of() : derivation.derive(state);
    }

    @Override
    public List<Finding> contradictions(ResourceState state) {
        Derivation derivation = derivations.get(state.key().type());
        return derivation == null ? List.of() : derivation.contradictions(state);
    }
}
