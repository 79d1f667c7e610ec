package io.caravan.ledger;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;

/**
 * The one order in which all transactions of the ledger take rows of {@code resource}: first every row that is there, in the
 * order of ids; then the fresh ones, in the order of ids; only then is anything updated. So whoever waits for a row that is there has
 * no fresh one yet, and whoever waits for a fresh row waits for one that is waiting for a later fresh row at most: there is no circle.
 */
final class RowOrder {
    /** As the database orders ids: Java's own order is another, for it takes their halves for signed numbers. */
    static final Comparator<UUID> OF_IDS = (a, b) -> {
        int high = Long.compareUnsigned(a.getMostSignificantBits(), b.getMostSignificantBits());
        return high != 0 ? high : Long.compareUnsigned(a.getLeastSignificantBits(), b.getLeastSignificantBits());
    };

    /** What sorts must stand below what locks: an update that joins takes its rows as its plan finds them. */
    private static final String TAKE = """
            select id, revision
            from resource
            where id = any(?)
            order by id
            for no key update
            """;

    private static final String TAKE_FREE = TAKE.strip() + " skip locked";

    private RowOrder() {}

    /** Takes rows before they are read, as many of them as there are. */
    static void hold(Pipeline pipeline, Connection connection, Set<UUID> ids, Set<UUID> held) throws SQLException {
        pipeline.select(
                TAKE,
                rows -> {
                    while (rows.next()) {
                        held.add(rows.getObject(1, UUID.class));
                    }
                },
                ResourceReads.array(connection, ids));
    }

    /**
     * Takes the rows of these slots, all at once.
     *
     * @param held rows that the transaction has taken before. Where there are any, it waits for no others: what is not free is a
     *     {@link Conflict}
     */
    static void take(Pipeline pipeline, Connection connection, Collection<Slot> present, Set<UUID> held)
            throws SQLException {
        List<Slot> wanted =
                present.stream().filter(slot -> !held.contains(slot.key().id())).toList();
        if (wanted.isEmpty()) {
            return;
        }
        Set<UUID> ids = new HashSet<>(wanted.size() * 2);
        wanted.forEach(slot -> ids.add(slot.key().id()));
        Pipeline.Reader check = rows -> check(wanted, rows);
        if (held.isEmpty()) {
            pipeline.select(TAKE, check, ResourceReads.array(connection, ids));
        } else {
            // By itself: what stands behind it in a pipeline would wait for the rows that are missing.
            new Pipeline()
                    .select(TAKE_FREE, check, ResourceReads.array(connection, ids))
                    .run(connection);
        }
    }

    private static void check(List<Slot> wanted, ResultSet rows) throws SQLException {
        Map<UUID, Integer> revisions = new HashMap<>(wanted.size() * 2);
        while (rows.next()) {
            revisions.put(rows.getObject(1, UUID.class), rows.getInt(2));
        }
        for (Slot slot : wanted) {
            if (!Objects.equals(revisions.get(slot.key().id()), slot.revision() - 1)) {
                throw new Conflict();
            }
        }
    }
}
