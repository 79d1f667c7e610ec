package io.caravan.map.adt;

import io.caravan.fhir.Periods;
import io.caravan.fold.Change;
import io.caravan.fold.Derivation;
import io.caravan.fold.ResourceState;
import io.caravan.message.Finding;
import java.util.ArrayList;
import java.util.List;

/** What an encounter's events cannot have been as they were told: they leave its status, and somebody must know. */
public final class EncounterContradictions implements Derivation {
    private static final Finding REVERSED = new Finding("discharge-before-admission", "PV1-45");

    @Override
    public List<Change> derive(ResourceState state) {
        return List.of();
    }

    @Override
    public List<Finding> contradictions(ResourceState state) {
        List<Finding> found = new ArrayList<>(0);
        for (String code : EncounterStatus.findings(EncounterFact.of(state))) {
            found.add(new Finding(code, "MSH-9.2"));
        }
        if (Periods.isReversed(time(state, "period.start"), time(state, "period.end"))) {
            found.add(REVERSED);
        }
        return found;
    }

    private static String time(ResourceState state, String path) {
        return state.find(path)
                .filter(json -> json.length() > 2)
                .map(json -> json.substring(1, json.length() - 1))
                .orElse("");
    }
}
