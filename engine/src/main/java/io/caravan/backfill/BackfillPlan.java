package io.caravan.backfill;

import java.util.List;

/** The legacy databases of a site and what is read from each, as declared. */
public record BackfillPlan(List<LegacyDatabase> databases, List<LegacySelect> selects) {
    public static final BackfillPlan NONE = new BackfillPlan(List.of(), List.of());

    public BackfillPlan {
        databases = List.copyOf(databases);
        selects = List.copyOf(selects);
    }
}
