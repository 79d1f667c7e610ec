package io.caravan.ledger;

import io.caravan.fold.ResourceKey;
import io.caravan.target.Target.Delivery;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** What a transaction's fold means for a target: the resources that changed, and those that may not have arrived. */
final class Outbox {
    private static final String BODIES = """
            select id, type, version, body, patient
            from resource
            where id = any(?)
              and body is not null
            """;

    private static final String OVERTAKEN = """
            select id
            from resource
            join unnest(?::uuid[], ?::integer[]) as written (id, version) using (id)
            where resource.version > written.version
            """;

    private static final String UNDELIVERED = """
            select journal_id
            from outcome
            where journal_id = any(?)
              and not delivered
            """;

    private final Seals seals;

    Outbox(Seals seals) {
        this.seals = seals;
    }

    /** Entries that were folded before, and whose delivery nobody has confirmed. */
    static Set<Long> undelivered(Connection connection, long[] journalIds) throws SQLException {
        Set<Long> found = new HashSet<>();
        try (PreparedStatement statement = connection.prepareStatement(UNDELIVERED)) {
            statement.setObject(1, journalIds);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    found.add(rows.getLong(1));
                }
            }
        }
        return found;
    }

    /**
     * @param doubtful resources to be delivered whether they changed or not
     * @return each resource once, as it is now
     */
    List<Parcel> parcels(Connection connection, Session session, Set<ResourceKey> doubtful) throws SQLException {
        List<Parcel> found = new ArrayList<>();
        Set<UUID> unchanged = new HashSet<>();
        for (Slot slot : session.slots()) {
            ResourceKey key = slot.key();
            byte[] body = slot.body();
            if (body != null) {
                found.add(parcel(slot, body));
            } else if (key.type().isDelivered() && doubtful.contains(key)) {
                unchanged.add(key.id());
            }
        }
        if (!unchanged.isEmpty()) {
            try (PreparedStatement statement = connection.prepareStatement(BODIES)) {
                statement.setArray(1, ResourceReads.array(connection, unchanged));
                try (ResultSet rows = statement.executeQuery()) {
                    while (rows.next()) {
                        ResourceKey key = new ResourceKey(Seals.type(rows.getInt(2)), rows.getObject(1, UUID.class));
                        int version = rows.getInt(3);
                        Delivery delivery = delivery(key, version, seals.openBody(key, version, rows.getBytes(4)));
                        found.add(Parcel.of(delivery, Optional.ofNullable(rows.getObject(5, UUID.class))));
                    }
                }
            }
        }
        return found;
    }

    /**
     * Whether what was written is still what the resource is. Who finds that it is not brings the newer version, though another
     * does so as well: one of the two comes last.
     */
    static Set<UUID> overtaken(Connection connection, Map<UUID, Integer> written) throws SQLException {
        Set<UUID> found = new HashSet<>();
        if (written.isEmpty()) {
            return found;
        }
        List<UUID> ids = List.copyOf(written.keySet());
        try (PreparedStatement statement = connection.prepareStatement(OVERTAKEN)) {
            statement.setArray(1, connection.createArrayOf("uuid", ids.toArray()));
            statement.setArray(
                    2,
                    connection.createArrayOf(
                            "integer", ids.stream().map(written::get).toArray()));
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    found.add(rows.getObject(1, UUID.class));
                }
            }
        }
        return found;
    }

    static Parcel parcel(Slot slot, byte[] body) {
        return Parcel.of(
                delivery(slot.key(), slot.version(), body), slot.state().patient());
    }

    static Delivery delivery(ResourceKey key, int version, byte[] body) {
        return new Delivery(key.type(), key.id(), version, new String(body, StandardCharsets.UTF_8));
    }
}
