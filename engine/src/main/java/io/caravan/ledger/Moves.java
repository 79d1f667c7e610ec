package io.caravan.ledger;

import io.caravan.fold.ResourceKey;
import io.caravan.fold.ResourceType;
import io.caravan.message.DataClass;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * After a merge: brings all that belonged to the subsumed patient to the survivor, a bounded number in one transaction. It
 * goes on from the aliases that are not marked as moved, so that a crash in between costs nothing; doing it again changes
 * nothing.
 */
final class Moves {
    private static final Logger LOG = LoggerFactory.getLogger(Moves.class);

    /** Found first, ordered after: in one step the planner walks the whole table in the order of ids. */
    private static final String BELONGING = """
            with belonging as materialized (
                select id
                from resource
                where patient = any(?)
                  and patient is not null
                  and type <> %d
                union
                select resource_id
                from resource_lookup
                where hash = any(?)
            ),
            next as materialized (
                select id
                from belonging
                where id > ?
                order by id
                limit ?
            )
            select id, type, revision, version, body_hash, state
            from resource
            where id = any(array(select id from next))
            order by id
            """.formatted(ResourceType.PROVENANCE.ordinal());

    private static final UUID LEAST = new UUID(0, 0);

    private final LedgerTools tools;
    private final DataClass dataClass;
    private final Optional<Way> way;
    private final int limit;
    private volatile boolean due = true;

    Moves(LedgerTools tools, DataClass dataClass, Optional<Way> way, int limit) {
        this.tools = tools;
        this.dataClass = dataClass;
        this.way = way;
        this.limit = limit;
    }

    /** There may be merges whose resources are still to be moved. */
    void expect() {
        due = true;
    }

    /** Finishes what was expected, and what a crash left of earlier merges. */
    void runIfDue() {
        if (due) {
            // First: another writer's merge that comes meanwhile must not be forgotten.
            due = false;
            try {
                run();
            } catch (RuntimeException e) {
                due = true;
                throw e;
            }
        }
    }

    /** Moves what is still to be moved of the class's merges. */
    private void run() {
        List<AliasTable.Unmoved> unmoved = listUnmoved();
        while (!unmoved.isEmpty()) {
            if (unmoved.stream().anyMatch(one -> !one.part().equals(Aliases.WHOLE))) {
                tools.transactions().run(this::awaitFolds);
            }
            for (AliasTable.Unmoved one : unmoved) {
                int moved = move(one);
                if (moved > 0) {
                    LOG.info("{} resources of a merged patient are with the survivor ({})", moved, dataClass.label());
                }
            }
            unmoved = listUnmoved();
        }
    }

    private List<AliasTable.Unmoved> listUnmoved() {
        return tools.database().inTransaction(connection -> tools.aliases().listUnmoved(connection, dataClass));
    }

    /** A visit's alias may come while others fold: once they have ended, nobody writes without knowing of it. */
    private boolean awaitFolds(Connection connection) throws SQLException {
        tools.reads().read(connection, Set.of(), Set.of(), true);
        return true;
    }

    private int move(AliasTable.Unmoved unmoved) {
        int moved = 0;
        UUID after = LEAST;
        while (true) {
            UUID from = after;
            Chunk chunk = tools.transactions().run(connection -> move(connection, unmoved, from));
            way.ifPresent(one -> one.arrears().committed(chunk.owed()));
            moved += chunk.moved();
            if (chunk.last().isEmpty()) {
                return moved;
            }
            after = chunk.last().get();
        }
    }

    /**
     * @param last the greatest id looked at; empty = there is no more
     * @param owed what is to be delivered
     */
    private record Chunk(int moved, Optional<UUID> last, List<RetryTable.Row> owed) {}

    private Chunk move(Connection connection, AliasTable.Unmoved unmoved, UUID after) throws SQLException {
        tools.reads().read(connection, Set.of(), Set.of(), false);
        Holders holders = tools.aliases().listHolders(connection, unmoved);
        List<StoredRow> rows = belonging(connection, holders, after);
        if (rows.isEmpty()) {
            tools.aliases().moved(connection, unmoved);
            return new Chunk(0, Optional.empty(), List.of());
        }
        List<Slot> slots = follow(connection, rows);
        tools.writes()
                .write(connection, slots, Set.of(), dataClass, tools.clock().instant());
        List<RetryTable.Row> owed = owe(connection, slots);
        int moved = (int) slots.stream().filter(Moves::isMoved).count();
        return new Chunk(moved, Optional.of(rows.get(rows.size() - 1).key().id()), owed);
    }

    private static boolean isMoved(Slot slot) {
        return slot.isChanged() && slot.key().type() != ResourceType.PROVENANCE;
    }

    private List<StoredRow> belonging(Connection connection, Holders holders, UUID after) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(BELONGING)) {
            statement.setArray(1, ResourceReads.array(connection, holders.patients()));
            statement.setArray(2, connection.createArrayOf("bigint", names(holders.named())));
            statement.setObject(3, after);
            statement.setInt(4, limit);
            try (ResultSet found = statement.executeQuery()) {
                List<StoredRow> rows = new ArrayList<>();
                while (found.next()) {
                    rows.add(ResourceReads.row(found));
                }
                return rows;
            }
        }
    }

    private Object[] names(Set<UUID> patients) {
        return patients.stream()
                .map(patient -> tools.seals().lookup(Slot.named(patient)))
                .toArray();
    }

    private List<Slot> follow(Connection connection, List<StoredRow> rows) throws SQLException {
        List<Slot> slots = new ArrayList<>(rows.size());
        Set<UUID> names = new HashSet<>();
        for (StoredRow row : rows) {
            Slot slot = slot(row);
            names.addAll(slot.filing().names());
            slots.add(slot);
        }
        Aliases aliases = tools.reads().read(connection, Set.of(), names, false).aliases();
        List<Repointing> repointings = new ArrayList<>();
        for (Slot slot : slots) {
            slot.follow(aliases);
            repointings.addAll(Repointing.of(slot, aliases));
        }
        slots.addAll(provenance(connection, repointings));
        for (Slot slot : slots) {
            slot.render(tools.rules().rendering(), tools.seals());
        }
        return slots;
    }

    private Collection<Slot> provenance(Connection connection, List<Repointing> repointings) {
        Set<ResourceKey> keys = repointings.stream().map(Repointing::key).collect(Collectors.toSet());
        Map<ResourceKey, StoredRow> stored =
                keys.isEmpty() ? Map.of() : tools.reads().rows(connection, keys);
        Map<ResourceKey, Slot> slots = new LinkedHashMap<>();
        for (Repointing one : repointings) {
            StoredRow row = stored.get(one.key());
            one.write(slots.computeIfAbsent(one.key(), key -> row == null ? Slot.unknown(key) : slot(row)));
        }
        return slots.values();
    }

    private Slot slot(StoredRow row) {
        ResourceKey key = row.key();
        return Slot.of(row, tools.seals().openState(key, row.revision(), row.sealedState()));
    }

    /** With the commit: what is moved is not found again, so it must be written down that the target is to have it. */
    private List<RetryTable.Row> owe(Connection connection, List<Slot> slots) throws SQLException {
        if (way.isEmpty()) {
            return List.of();
        }
        List<Parcel> parcels = new ArrayList<>();
        for (Slot slot : slots) {
            byte[] body = slot.body();
            if (body != null) {
                parcels.add(Outbox.parcel(slot, body));
            }
        }
        return way.get().arrears().writeMoved(connection, parcels);
    }
}
