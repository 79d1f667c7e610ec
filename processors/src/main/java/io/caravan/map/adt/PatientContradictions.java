package io.caravan.map.adt;

import io.caravan.fhir.Periods;
import io.caravan.fold.Change;
import io.caravan.fold.Derivation;
import io.caravan.fold.ResourceState;
import io.caravan.message.Finding;
import java.util.List;

/** A patient who died before the birth: both are kept, because nobody can tell which of the two is wrong. */
public final class PatientContradictions implements Derivation {
    private static final List<Finding> DEATH_BEFORE_BIRTH = List.of(new Finding("death-before-birth", "PID-29"));

    @Override
    public List<Change> derive(ResourceState state) {
        return List.of();
    }

    @Override
    public List<Finding> contradictions(ResourceState state) {
        return Periods.isReversed(time(state, "birthDate"), time(state, "deceasedDateTime"))
                ? DEATH_BEFORE_BIRTH
                : List.of();
    }

    private static String time(ResourceState state, String path) {
        return state.find(path)
                .filter(json -> json.length() > 2)
                .map(json -> json.substring(1, json.length() - 1))
                .orElse("");
    }
}
