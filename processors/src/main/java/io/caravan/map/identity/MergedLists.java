package io.caravan.map.identity;

import io.caravan.fold.Change;
import io.caravan.fold.Derivation;
import io.caravan.fold.ResourceState;
import io.caravan.fold.ResourceType;
import io.caravan.fold.Version;
import io.caravan.message.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Two patients that were merged both had a list of allergies, or both had drug orders. The survivor has the union of them, and
 * somebody must look at it: a finding asks for that. Each patient remembers which lists it has; the ledger passes that on to
 * the survivor.
 */
public final class MergedLists implements Derivation {
    public static final String ALLERGIES = "allergies";
    public static final String MEDICATIONS = "medications";

    private static final Map<String, Finding> FINDINGS = Map.of(
            ALLERGIES, new Finding("merged-allergy-lists", "MRG-1"),
            MEDICATIONS, new Finding("merged-medication-lists", "MRG-1"));

    /** That a patient has such a list; it has no time, so that not every message writes it again. */
    public static Change has(UUID patient, String list) {
        return Change.of(ResourceType.PATIENT, patient, Version.TIMELESS)
                .set(Change.PATIENT_LIST + list + "]", "true")
                .build();
    }

    @Override
    public List<Change> derive(ResourceState state) {
        return List.of();
    }

    @Override
    public List<Finding> contradictions(ResourceState patient) {
        Map<String, Integer> owners = new TreeMap<>();
        patient.fieldsUnder(Change.PATIENT_LIST).forEach((path, entry) -> {
            if (entry.json() != null) {
                String list = path.substring(Math.max(path.indexOf('['), path.indexOf(':')) + 1, path.length() - 1);
                owners.merge(list, 1, Integer::sum);
            }
        });
        List<Finding> findings = new ArrayList<>(0);
        owners.forEach((list, count) -> {
            Finding finding = FINDINGS.get(list);
            if (count > 1 && finding != null) {
                findings.add(finding);
            }
        });
        return findings;
    }
}
