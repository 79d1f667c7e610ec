package io.caravan.fold;

import io.caravan.message.Finding;
import java.util.List;
import java.util.Set;

/**
 * Changes to other resources that follow from one folded state: an allergy that a newer list does not name becomes inactive,
 * and the message with that list cannot name it.
 *
 * <p>The ledger asks after a state was folded and has changed, and applies the answer in the same transaction, as if it had
 * come with the message; what the answers change is asked in turn, until nothing changes any more. Pure: the answer depends
 * on the state alone, so that it comes out the same whatever order the facts came in, and applying it again changes nothing.
 * An answer may hand on hidden facts of the state, {@link HiddenFacts} included. Empty for most types.
 */
public interface Derivation {

    List<Change> derive(ResourceState state);

    /**
     * What a state shows that cannot be right as it was told, e.g. a preliminary result newer than the final one. The ledger
     * asks before and after a record is folded, and raises what is new. Pure, like {@link #derive}.
     */
    default List<Finding> contradictions(ResourceState state) {
        return List.of();
    }

    /**
     * Resources that a change of this state would change. Only so that the ledger can read what a whole batch needs at once:
     * what is not named here is read when it follows.
     */
    default Set<ResourceKey> reaches(ResourceState state) {
        return Set.of();
    }

    static Derivation none() {
        return state -> List.of();
    }
}
