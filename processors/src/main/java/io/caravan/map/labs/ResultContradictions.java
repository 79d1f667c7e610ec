package io.caravan.map.labs;

import io.caravan.fold.Change;
import io.caravan.fold.Derivation;
import io.caravan.fold.ResourceState;
import io.caravan.message.Finding;
import java.util.List;

/**
 * What breaks the rules of table 0085, or must reach those who acted on a result: a preliminary one that is newer than the final
 * one, a final one that changed or was taken back.
 */
public final class ResultContradictions implements Derivation {
    private final List<Finding> preliminaryAfterFinal;
    private final String place;

    /** @param place where the status stands in a message */
    public ResultContradictions(String place) {
        this.place = place;
        this.preliminaryAfterFinal = List.of(new Finding("preliminary-after-final", place));
    }

    @Override
    public List<Change> derive(ResourceState state) {
        return List.of();
    }

    @Override
    public List<Finding> contradictions(ResourceState state) {
        return ResultFields.keepsFinalAgainstNewer(state)
                ? preliminaryAfterFinal
                : ResultHistory.findings(state, place);
    }
}
