package io.caravan.ledger;

import io.caravan.fold.ResourceKey;
import io.caravan.message.DataClass;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Writes what a fold made of its resources: rows, then what belongs to a row the transaction has: replaced bodies, lookups. */
final class ResourceWrites {
    private static final String UNIQUE_VIOLATION = "23505";
    private static final int COPY_FROM = 24;
    private static final int BYTES_PER_ROW = 1024;

    private static final String KEEP_REPLACED = """
            insert into resource_history (id, version, type, updated_at, body)
            select id, version, type, updated_at, body
            from resource
            where id = any(?)
              and body is not null
            on conflict (id, version) do nothing
            """;

    private static final String KEEP_PAST = """
            insert into resource_history (id, version, type, updated_at, body)
            select id, version, type, ?, body
            from unnest(?::uuid[], ?::integer[], ?::smallint[], ?::bytea[]) as past (id, version, type, body)
            on conflict (id, version) do nothing
            """;

    private static final String INSERT = """
            insert into resource (id, patient, revision, version, type, data_class, updated_at, body_hash, state, body)
            select id, patient, 1, version, type, ?, ?, body_hash, state, body
            from unnest(?::uuid[], ?::uuid[], ?::integer[], ?::smallint[], ?::bytea[], ?::bytea[], ?::bytea[])
                as made (id, patient, version, type, body_hash, state, body)
            on conflict (id) do nothing
            """;

    private static final String UPDATE = """
            update resource
            set patient = made.patient,
                revision = made.revision,
                version = made.version,
                updated_at = case when made.body is null then resource.updated_at else ? end,
                body_hash = made.body_hash,
                state = made.state,
                body = coalesce(made.body, resource.body)
            from unnest(?::uuid[], ?::uuid[], ?::integer[], ?::integer[], ?::bytea[], ?::bytea[], ?::bytea[])
                as made (id, patient, revision, version, body_hash, state, body)
            where resource.id = made.id
              and resource.revision = made.revision - 1
            """;

    private static final String LOOKUPS = """
            insert into resource_lookup (hash, type, resource_id)
            select hash, type, resource_id
            from unnest(?::bigint[], ?::smallint[], ?::uuid[]) as made (hash, type, resource_id)
            order by hash, type, resource_id
            on conflict do nothing
            """;

    private final Seals seals;

    ResourceWrites(Seals seals) {
        this.seals = seals;
    }

    /**
     * Writes in the order that {@link RowOrder} tells of.
     *
     * @param held rows that the transaction has taken already
     * @throws Conflict when another transaction changed one of the resources since they were read
     */
    void write(Connection connection, Collection<Slot> slots, Set<UUID> held, DataClass dataClass, Instant at)
            throws SQLException {
        List<Slot> fresh = new ArrayList<>(slots.size());
        List<Slot> present = new ArrayList<>(slots.size());
        for (Slot slot : slots) {
            if (slot.isChanged()) {
                (slot.isStored() ? present : fresh).add(slot);
            }
        }
        Comparator<Slot> byId = Comparator.comparing(slot -> slot.key().id(), RowOrder.OF_IDS);
        fresh.sort(byId);
        present.sort(byId);
        Pipeline pipeline = new Pipeline();
        RowOrder.take(pipeline, connection, present, held);
        boolean copies = fresh.size() >= COPY_FROM;
        if (copies) {
            pipeline.run(connection);
            copy(connection, fresh, dataClass, at);
            pipeline = new Pipeline();
        } else {
            insert(pipeline, connection, fresh, dataClass, at);
            lookups(pipeline, connection, fresh);
        }
        keepPast(pipeline, connection, fresh, at);
        keepReplaced(pipeline, connection, present);
        keepPast(pipeline, connection, present, at);
        update(pipeline, connection, present, at);
        lookups(pipeline, connection, present);
        pipeline.run(connection);
    }

    private static void keepReplaced(Pipeline pipeline, Connection connection, List<Slot> present) throws SQLException {
        Object[] ids = present.stream()
                .filter(Slot::replacesBody)
                .map(slot -> slot.key().id())
                .toArray();
        if (ids.length > 0) {
            pipeline.update(KEEP_REPLACED, rows -> {}, connection.createArrayOf("uuid", ids));
        }
    }

    private void keepPast(Pipeline pipeline, Connection connection, List<Slot> slots, Instant at) throws SQLException {
        List<UUID> ids = new ArrayList<>();
        List<Integer> versions = new ArrayList<>();
        List<Short> types = new ArrayList<>();
        List<byte[]> bodies = new ArrayList<>();
        for (Slot slot : slots) {
            for (Slot.Past past : slot.past()) {
                ids.add(slot.key().id());
                versions.add(past.version());
                types.add((short) slot.key().type().ordinal());
                bodies.add(seals.sealBody(slot.key(), past.version(), past.body()));
            }
        }
        if (!ids.isEmpty()) {
            pipeline.update(
                    KEEP_PAST,
                    rows -> {},
                    Timestamp.from(at),
                    connection.createArrayOf("uuid", ids.toArray()),
                    connection.createArrayOf("integer", versions.toArray()),
                    connection.createArrayOf("smallint", types.toArray()),
                    connection.createArrayOf("bytea", bodies.toArray(new byte[0][])));
        }
    }

    private void insert(Pipeline pipeline, Connection connection, List<Slot> fresh, DataClass dataClass, Instant at)
            throws SQLException {
        if (fresh.isEmpty()) {
            return;
        }
        Columns columns = new Columns(fresh);
        pipeline.update(
                INSERT,
                rows -> expect(fresh.size(), rows),
                (short) dataClass.ordinal(),
                Timestamp.from(at),
                connection.createArrayOf("uuid", columns.ids),
                connection.createArrayOf("uuid", columns.patients),
                columns.versions,
                columns.types,
                columns.hashes,
                columns.states,
                columns.bodies);
    }

    private void update(Pipeline pipeline, Connection connection, List<Slot> present, Instant at) throws SQLException {
        if (present.isEmpty()) {
            return;
        }
        Columns columns = new Columns(present);
        pipeline.update(
                UPDATE,
                rows -> expect(present.size(), rows),
                Timestamp.from(at),
                connection.createArrayOf("uuid", columns.ids),
                connection.createArrayOf("uuid", columns.patients),
                columns.revisions,
                columns.versions,
                columns.hashes,
                columns.states,
                columns.bodies);
    }

    private void copy(Connection connection, List<Slot> fresh, DataClass dataClass, Instant at) throws SQLException {
        CopyRows rows = new CopyRows(fresh.size() * BYTES_PER_ROW);
        CopyRows found = new CopyRows(fresh.size() * Long.BYTES);
        int lookups = 0;
        for (Slot slot : fresh) {
            ResourceKey key = slot.key();
            rows.row(10)
                    .uuid(key.id())
                    .uuid(slot.state().patient().orElse(null))
                    .int4(1)
                    .int4(slot.version())
                    .int2(key.type().ordinal())
                    .int2(dataClass.ordinal())
                    .timestamp(at)
                    .bytes(slot.bodyHash())
                    .bytes(seals.sealState(slot.state(), 1))
                    .bytes(sealedBody(slot));
            for (long hash : slot.newLookups()) {
                found.row(3).int8(hash).int2(key.type().ordinal()).uuid(key.id());
                lookups++;
            }
        }
        try {
            rows.into(
                    "resource (id, patient, revision, version, type, data_class, updated_at, body_hash, state, body)",
                    connection);
            if (lookups > 0) {
                found.into("resource_lookup (hash, type, resource_id)", connection);
            }
        } catch (SQLException e) {
            if (UNIQUE_VIOLATION.equals(e.getSQLState())) {
                throw new Conflict();
            }
            throw e;
        }
    }

    private static void lookups(Pipeline pipeline, Connection connection, List<Slot> slots) throws SQLException {
        List<Long> hashes = new ArrayList<>();
        List<Short> types = new ArrayList<>();
        List<UUID> ids = new ArrayList<>();
        for (Slot slot : slots) {
            for (Long hash : slot.newLookups()) {
                hashes.add(hash);
                types.add((short) slot.key().type().ordinal());
                ids.add(slot.key().id());
            }
        }
        if (!hashes.isEmpty()) {
            pipeline.update(
                    LOOKUPS,
                    rows -> {},
                    connection.createArrayOf("bigint", hashes.toArray()),
                    connection.createArrayOf("smallint", types.toArray()),
                    connection.createArrayOf("uuid", ids.toArray()));
        }
    }

    private static void expect(int expected, int written) {
        if (written != expected) {
            throw new Conflict();
        }
    }

    private byte @Nullable [] sealedBody(Slot slot) {
        byte[] body = slot.body();
        return body == null ? null : seals.sealBody(slot.key(), slot.version(), body);
    }

    /** Slots as arrays, sealed. */
    private final class Columns {
        private final UUID[] ids;
        private final @Nullable UUID[] patients;
        private final int[] revisions;
        private final int[] versions;
        private final short[] types;
        private final byte[][] hashes;
        private final byte[][] states;
        private final byte[] @Nullable [] bodies;

        Columns(List<Slot> slots) {
            int size = slots.size();
            ids = new UUID[size];
            patients = new UUID[size];
            revisions = new int[size];
            versions = new int[size];
            types = new short[size];
            hashes = new byte[size][];
            states = new byte[size][];
            bodies = new byte[size][];
            for (int i = 0; i < size; i++) {
                Slot slot = slots.get(i);
                ids[i] = slot.key().id();
                patients[i] = slot.state().patient().orElse(null);
                revisions[i] = slot.revision();
                versions[i] = slot.version();
                types[i] = (short) slot.key().type().ordinal();
                hashes[i] = slot.bodyHash();
                states[i] = seals.sealState(slot.state(), slot.revision());
                bodies[i] = sealedBody(slot);
            }
        }
    }
}
