package io.caravan.window;

import io.caravan.message.DataClass;
import java.util.Set;

/** Which bulk work something is about; an empty set means all. */
public record Scope(Set<DataClass> classes, Set<String> sources, Set<Phase> phases) {
    public static final Scope ALL = new Scope(Set.of(), Set.of(), Set.of());

    public Scope {
        classes = Set.copyOf(classes);
        sources = Set.copyOf(sources);
        phases = Set.copyOf(phases);
    }

    public boolean covers(BulkWork work) {
        return (classes.isEmpty() || classes.contains(work.dataClass()))
                && (sources.isEmpty() || sources.contains(work.source()))
                && (phases.isEmpty() || phases.contains(work.phase()));
    }
}
