package io.caravan.ledger;

import io.caravan.crypto.KeyedHash;
import io.caravan.crypto.Sealer;
import io.caravan.fold.ResourceKey;
import io.caravan.fold.ResourceType;
import io.caravan.sql.Database;
import java.nio.charset.StandardCharsets;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Opens rendered resources from the ledger's tables. */
public final class PostgresResourceStore implements ResourceStore {
    private static final String FIND = """
            select id, version, updated_at, body
            from resource
            where id = ?
              and type = ?
              and body is not null
            """;

    private static final String HISTORY = """
            select id, version, updated_at, body
            from resource
            where id = ?
              and type = ?
              and body is not null
            union all
            select id, version, updated_at, body
            from resource_history
            where id = ?
              and type = ?
            order by version desc
            """;

    private static final String SEARCH = """
            select id, version, updated_at, body
            from resource
            where type = ?
              and body is not null
              and id > ?
            """;

    private static final String BY_IDENTIFIER = """
              and id in (select resource_id from resource_lookup where hash = ? and type = ?)
            """;

    private static final String BY_PATIENT = """
              and patient = any(?)
            """;

    private static final String PAGE = """
            order by id
            limit ?
            """;

    private static final UUID LEAST = new UUID(0, 0);

    private final Database database;
    private final Seals seals;
    private final AliasTable aliases = new AliasTable();

    public PostgresResourceStore(Database database, Sealer sealer, KeyedHash keyedHash) {
        this.database = database;
        this.seals = new Seals(sealer, keyedHash);
    }

    @Override
    public Optional<Stored> find(ResourceType type, UUID id) {
        return database.inTransaction(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(FIND)) {
                statement.setObject(1, id);
                statement.setInt(2, type.ordinal());
                return read(statement, type).stream().findFirst();
            }
        });
    }

    @Override
    public List<Stored> history(ResourceType type, UUID id) {
        return database.inTransaction(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(HISTORY)) {
                statement.setObject(1, id);
                statement.setInt(2, type.ordinal());
                statement.setObject(3, id);
                statement.setInt(4, type.ordinal());
                return read(statement, type);
            }
        });
    }

    @Override
    public List<Stored> search(
            ResourceType type, Optional<String> identifier, Optional<UUID> patient, Optional<UUID> afterId, int limit) {
        return database.inTransaction(connection -> {
            String sql = SEARCH
                    + (identifier.isPresent() ? BY_IDENTIFIER : "")
                    + (patient.isPresent() ? BY_PATIENT : "")
                    + PAGE;
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                int next = 1;
                statement.setInt(next++, type.ordinal());
                statement.setObject(next++, afterId.orElse(LEAST));
                if (identifier.isPresent()) {
                    statement.setLong(next++, seals.lookup(identifier.get()));
                    statement.setInt(next++, type.ordinal());
                }
                if (patient.isPresent()) {
                    statement.setArray(next++, same(connection, patient.get()));
                }
                statement.setInt(next, limit);
                return read(statement, type);
            }
        });
    }

    @Override
    public TargetDigest digest(String salt) {
        return TargetDigest.of(database, seals, salt);
    }

    /** Who asks for a merged patient gets what belongs to all that are the same. */
    private Array same(Connection connection, UUID patient) throws SQLException {
        return connection.createArrayOf(
                "uuid", aliases.listSame(connection, patient).toArray());
    }

    private List<Stored> read(PreparedStatement statement, ResourceType type) throws SQLException {
        List<Stored> found = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                UUID id = rows.getObject(1, UUID.class);
                int version = rows.getInt(2);
                byte[] body = seals.openBody(new ResourceKey(type, id), version, rows.getBytes(4));
                found.add(new Stored(
                        type, id, version, rows.getTimestamp(3).toInstant(), new String(body, StandardCharsets.UTF_8)));
            }
        }
        return found;
    }
}
