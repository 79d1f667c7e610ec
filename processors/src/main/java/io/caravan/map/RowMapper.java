package io.caravan.map;

import io.caravan.fold.ResourceKey;

/** Turns one legacy row of a data class into changes. Pure; safe for threads. */
public interface RowMapper {

    /** @throws io.caravan.message.Rejected where the content cannot go on: it becomes a dead letter */
    Mapped map(Row row, MappingContext context);

    /**
     * What it means that the row which brought this resource is no longer there. Facts like any other: newer ones win.
     *
     * @param versionMicros when the row was known to be gone
     */
    default Mapped gone(ResourceKey resource, long versionMicros) {
        return Mapped.excluded("row-gone");
    }

    /** What it reads; docs/reference/columns-*.md says what each means. */
    default RowColumns columns() {
        return RowColumns.ANY;
    }
}
