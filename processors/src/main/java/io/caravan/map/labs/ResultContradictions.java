package io.caravan.map.labs;

import io.caravan.fold.Change;
import io.caravan.fold.Derivation;
import io.caravan.fold.ResourceState;
import io.caravan.message.Finding;
import java.util.List;

/** A preliminary result that is newer than the final one breaks the rule of table 0085: the final one stays, and somebody must know. */
public final class ResultContradictions implements Derivation {
    private final List<Finding> preliminaryAfterFinal;

    /** @param place where the status stands in a message */
    public ResultContradictions(String place) {
        this.preliminaryAfterFinal = List.of(new Finding("preliminary-after-final", place));
    }

    @Override
    public List<Change> derive(ResourceState state) {
        return List.of();
    }

    @Override
    public List<Finding> contradictions(ResourceState state) {
        return ResultFields.keepsFinalAgainstNewer(state) ? preliminaryAfterFinal : List.of();
    }
}
