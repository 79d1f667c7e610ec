package io.caravan.map;

/** Turns one legacy row of a data class into changes. Pure; safe for threads. */
public interface RowMapper {

    /** @throws io.caravan.message.Rejected where the content cannot go on: it becomes a dead letter */
    Mapped map(Row row, MappingContext context);

    /** What it reads; docs/reference/columns-*.md says what each means. */
    default RowColumns columns() {
        return RowColumns.ANY;
    }
}
