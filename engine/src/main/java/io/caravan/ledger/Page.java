package io.caravan.ledger;

import io.caravan.map.Mapped;
import io.caravan.message.DataClass;
import io.caravan.message.Rejected;
import java.util.List;
import java.util.Optional;

/**
 * A page of legacy rows to be folded in one transaction.
 *
 * @param source the declared database source
 * @param segmentId the segment that is marked done in the same transaction; {@link #NO_SEGMENT} for replayed rows
 * @param skewMicros within this time nobody can say which of a row and a message is newer. Rows come set back by it, so that
 *     messages win; what meets so leaves a finding
 */
public record Page(DataClass dataClass, String source, long segmentId, List<Item> items, long skewMicros) {

    public Page(DataClass dataClass, String source, long segmentId, List<Item> items) {
        this(dataClass, source, segmentId, items, 0);
    }

    /** Rows that are replayed belong to no segment. */
    public static final long NO_SEGMENT = 0;

    /**
     * One row: what it means, or why it cannot go on.
     *
     * @param rowKey the key columns' values; stored only as keyed hash or sealed
     * @param rowJson the row as JSON text, sealed into its dead letter when there is one
     */
    public record Item(String rowKey, String rowJson, Optional<Mapped> mapped, Optional<Rejected> rejected) {}
}
