package io.caravan.map;

import io.caravan.fold.Change;
import io.caravan.fold.Merge;
import io.caravan.message.Finding;
import java.util.List;
import java.util.Optional;

/**
 * What a message or a row means.
 *
 * @param exclusion the rule by which it is deliberately ignored; then the rest is empty
 */
public record Mapped(List<Change> changes, List<Merge> merges, List<Finding> findings, Optional<String> exclusion) {

    public Mapped {
        changes = List.copyOf(changes);
        merges = List.copyOf(merges);
        findings = List.copyOf(findings);
    }

    public static Mapped of(List<Change> changes, List<Finding> findings) {
        return new Mapped(changes, List.of(), findings, Optional.empty());
    }

    public static Mapped excluded(String rule) {
        return new Mapped(List.of(), List.of(), List.of(), Optional.of(rule));
    }
}
