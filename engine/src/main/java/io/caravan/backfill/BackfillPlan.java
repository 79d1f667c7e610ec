package io.caravan.backfill;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The legacy databases of a site and what is read from each, as declared.
 *
 * @param coexistence by the name of the database
 */
public record BackfillPlan(
        List<LegacyDatabase> databases,
        List<LegacySelect> selects,
        Map<String, Coexistence> coexistence,
        List<Watermark> watermarks) {
    public static final BackfillPlan NONE = new BackfillPlan(List.of(), List.of());

    public BackfillPlan {
        databases = List.copyOf(databases);
        selects = List.copyOf(selects);
        coexistence = Map.copyOf(coexistence);
        watermarks = List.copyOf(watermarks);
    }

    public BackfillPlan(List<LegacyDatabase> databases, List<LegacySelect> selects) {
        this(databases, selects, Map.of(), List.of());
    }

    Coexistence coexistence(String database) {
        return coexistence.getOrDefault(database, Coexistence.DEFAULT);
    }

    Optional<Watermark> watermark(LegacySelect select) {
        return watermarks.stream()
                .filter(mark ->
                        mark.dataClass() == select.dataClass() && mark.source().equals(select.source()))
                .findFirst();
    }
}
