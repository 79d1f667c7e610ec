package io.caravan.backfill;

import io.caravan.fold.ResourceKey;
import io.caravan.sql.Database;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * Which resources end when their row is gone. What was merged into another one or got another number has lost its row for that
 * reason, and what it has become must not end with it.
 */
final class Buriable {
    private static final String EXISTING = """
            select id
            from resource
            where id = any (?)
            """;

    /** Merged patients, patients with a new number, and visits with another number: see the ledger's aliases. */
    private static final String BECAME_ANOTHER = """
            select patient
            from patient_alias
            where patient = any (?)
              and part = '00000000-0000-0000-0000-000000000000'
            union all
            select old.id
            from unnest(?::uuid[], ?::uuid[]) as old (id, part)
            join patient_alias on patient_alias.part = old.part
            """;

    private final Database database;

    Buriable(Database database) {
        this.database = database;
    }

    Set<UUID> of(Collection<ResourceKey> resources) {
        List<UUID> ids = new ArrayList<>();
        List<UUID> oldNumbers = new ArrayList<>();
        for (ResourceKey resource : resources) {
            UUID id = resource.id();
            ids.add(id);
            oldNumbers.add(new UUID(~id.getMostSignificantBits(), id.getLeastSignificantBits()));
        }
        return database.inTransaction(connection -> {
            Set<UUID> found = new HashSet<>(list(connection, EXISTING, ids));
            list(connection, BECAME_ANOTHER, ids, ids, oldNumbers).forEach(found::remove);
            return found;
        });
    }

    @SafeVarargs
    private static List<UUID> list(Connection connection, String sql, List<UUID>... parameters) throws SQLException {
        List<UUID> ids = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setArray(i + 1, connection.createArrayOf("uuid", parameters[i].toArray()));
            }
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    ids.add(rows.getObject(1, UUID.class));
                }
            }
        }
        return ids;
    }
}
