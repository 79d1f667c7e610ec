package io.caravan.map.adt;

import io.caravan.fold.Merge;
import io.caravan.map.identity.PatientIdentity;
import io.caravan.message.Rejected;
import java.util.Optional;

/**
 * A40 and its elders A18, A30, A34, A36 and A39: the patient of MRG-1 is from now on the patient of PID-3. Both stay: the
 * subsumed one inactive, pointing to its survivor, which carries its numbers as old ones. What belongs to the subsumed patient
 * follows by the ledger's aliases.
 */
final class PatientMerge {
    private PatientMerge() {}

    /** @throws Rejected for a merge across authorities, or of a patient into itself: such a merge is never guessed */
    static void write(Regrouping group) {
        PatientIdentity subsumed = group.incorrect();
        if (group.target().id().equals(subsumed.id())) {
            throw new Rejected(204, "merge-into-itself", "MRG-1");
        }
        group.writePid();
        group.writeNumbers(subsumed);
        AccountMerge.writeIfNamed(group);
        group.add(Merge.Kind.MERGE, subsumed.id(), Optional.empty());
    }
}
