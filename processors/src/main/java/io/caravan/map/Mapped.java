package io.caravan.map;

import io.caravan.fold.Change;
import io.caravan.fold.Merge;
import io.caravan.message.Finding;
import io.caravan.message.Rejected;
import java.util.List;
import java.util.Optional;

/**
 * What a message or a row means.
 *
 * @param exclusion the rule by which it is deliberately ignored; then the rest is empty
 * @param refusal why a part of it cannot go on, e.g. one of several merges: the rest holds, and the record is a dead letter
 *     until that part is repaired; a replay says the rest again, which changes nothing
 */
public record Mapped(
        List<Change> changes,
        List<Merge> merges,
        List<Finding> findings,
        Optional<String> exclusion,
        Optional<Rejected> refusal) {

    public Mapped {
        changes = List.copyOf(changes);
        merges = List.copyOf(merges);
        findings = List.copyOf(findings);
    }

    public Mapped(List<Change> changes, List<Merge> merges, List<Finding> findings, Optional<String> exclusion) {
        this(changes, merges, findings, exclusion, Optional.empty());
    }

    public static Mapped of(List<Change> changes, List<Finding> findings) {
        return new Mapped(changes, List.of(), findings, Optional.empty());
    }

    public static Mapped excluded(String rule) {
        return new Mapped(List.of(), List.of(), List.of(), Optional.of(rule));
    }
}
