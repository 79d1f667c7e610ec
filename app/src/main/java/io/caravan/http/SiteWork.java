package io.caravan.http;

import io.caravan.backfill.Backfill;
import io.caravan.message.DataClass;
import io.caravan.window.BulkWork;
import io.caravan.window.Lint;
import io.caravan.window.Phase;
import io.caravan.window.Scope;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The bulk work that there is at this site: what windows are asked about, and how people call it. */
final class SiteWork {
    private final Map<DataClass, List<String>> legacy;
    private final Map<DataClass, List<String>> declared;
    private final Backfill backfill;

    /** @param declared the declared sources of each class */
    SiteWork(Backfill backfill, Map<DataClass, List<String>> declared) {
        this.legacy = new EnumMap<>(DataClass.class);
        this.declared = declared;
        this.backfill = backfill;
        backfill.status().forEach((dataClass, status) -> legacy.put(dataClass, sources(status)));
    }

    Lint.Site site() {
        return new Lint.Site(sources(), backfill.usualSegment());
    }

    Set<String> sources() {
        return Stream.concat(legacy.values().stream(), declared.values().stream())
                .flatMap(List::stream)
                .collect(Collectors.toSet());
    }

    /** The backfill of each legacy source, and the replay of each source's dead letters. */
    List<BulkWork> of(Set<DataClass> classes) {
        List<BulkWork> all = new ArrayList<>();
        for (DataClass dataClass : DataClass.values()) {
            if (classes.contains(dataClass)) {
                legacy(dataClass).forEach(source -> all.add(new BulkWork(Phase.BACKFILL, dataClass, source)));
                declared(dataClass).forEach(source -> all.add(new BulkWork(Phase.REPLAY, dataClass, source)));
            }
        }
        return all;
    }

    /** What a scope is about: of what there is at the site; where that is nothing, of what there could be. */
    List<BulkWork> of(Scope scope, Set<DataClass> classes) {
        List<BulkWork> covered = of(classes).stream().filter(scope::covers).toList();
        if (!covered.isEmpty()) {
            return covered;
        }
        Set<DataClass> about = EnumSet.copyOf(classes);
        about.removeIf(one -> !scope.classes().isEmpty() && !scope.classes().contains(one));
        Phase phase = scope.phases().stream().sorted().findFirst().orElse(Phase.BACKFILL);
        String source = scope.sources().stream().sorted().findFirst().orElse("");
        return about.stream().map(one -> new BulkWork(phase, one, source)).toList();
    }

    /** Work that fares alike, together. */
    static <T> Map<T, List<BulkWork>> alike(List<BulkWork> work, Function<BulkWork, T> fate) {
        return work.stream().collect(Collectors.groupingBy(fate, LinkedHashMap::new, Collectors.toList()));
    }

    /** How people call some of it, e.g. {@code backfill of adt, labs}. */
    String name(Collection<BulkWork> some, Set<DataClass> classes) {
        if (some.containsAll(of(classes))) {
            return "all bulk work";
        }
        List<String> parts = new ArrayList<>();
        for (Phase phase : Phase.values()) {
            String names = names(some, phase);
            if (!names.isEmpty()) {
                parts.add(phase.label() + " of " + names);
            }
        }
        return String.join("; ", parts);
    }

    private String names(Collection<BulkWork> some, Phase phase) {
        List<String> names = new ArrayList<>();
        for (DataClass dataClass : DataClass.values()) {
            List<String> mine = some.stream()
                    .filter(work -> work.phase() == phase && work.dataClass() == dataClass)
                    .map(BulkWork::source)
                    .toList();
            List<String> all = phase == Phase.BACKFILL ? legacy(dataClass) : declared(dataClass);
            if (!mine.isEmpty()) {
                names.add(dataClass.label() + (mine.containsAll(all) ? "" : " from " + String.join(", ", mine)));
            }
        }
        return String.join(", ", names);
    }

    private List<String> legacy(DataClass dataClass) {
        return legacy.getOrDefault(dataClass, List.of());
    }

    private List<String> declared(DataClass dataClass) {
        return declared.getOrDefault(dataClass, List.of());
    }

    private static List<String> sources(Backfill.Status status) {
        return status.sources().stream()
                .map(Backfill.SourceStatus::source)
                .distinct()
                .sorted()
                .toList();
    }
}
