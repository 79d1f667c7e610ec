package io.caravan.ledger;

import io.caravan.message.DataClass;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

/** The table {@code patient_alias}. */
final class AliasTable {
    private static final String WRITE = """
            insert into patient_alias (patient, survivor, rank, micros, tie, data_class, moved, previous)
            values (?, ?, ?, ?, ?, ?, false, null)
            on conflict (patient) do update
            set survivor = excluded.survivor,
                rank = excluded.rank,
                micros = excluded.micros,
                tie = excluded.tie,
                moved = false,
                previous = patient_alias.survivor
            """;

    private static final String UNMOVED = """
            select patient, coalesce(previous, patient)
            from patient_alias
            where not moved
              and data_class = ?
            """;

    private static final String MOVED = """
            update patient_alias
            set moved = true
            where patient = ?
            """;

    private static final String GROUP = """
            with recursive above as (
                select ?::uuid as patient
                union
                select alias.survivor
                from above
                join patient_alias alias on alias.patient = above.patient
            ),
            everyone as (
                select patient
                from above
                union
                select alias.patient
                from everyone
                join patient_alias alias on alias.survivor = everyone.patient
            )
            select patient
            from everyone
            """;

    /** @param previous into whom the patient was merged before; itself if nobody */
    record Unmoved(UUID patient, UUID previous) {}

    void write(Connection connection, Collection<Aliases.Edge> edges, DataClass dataClass) throws SQLException {
        if (edges.isEmpty()) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement(WRITE)) {
            for (Aliases.Edge edge : edges) {
                statement.setObject(1, edge.patient());
                statement.setObject(2, edge.survivor());
                statement.setInt(3, edge.version().rank());
                statement.setLong(4, edge.version().micros());
                statement.setLong(5, edge.version().tie());
                statement.setInt(6, dataClass.ordinal());
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    /** Merged patients whose resources are not all with the survivor yet. */
    List<Unmoved> listUnmoved(Connection connection, DataClass dataClass) throws SQLException {
        List<Unmoved> found = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(UNMOVED)) {
            statement.setInt(1, dataClass.ordinal());
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    found.add(new Unmoved(rows.getObject(1, UUID.class), rows.getObject(2, UUID.class)));
                }
            }
        }
        return found;
    }

    void moved(Connection connection, UUID patient) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(MOVED)) {
            statement.setObject(1, patient);
            statement.executeUpdate();
        }
    }

    /** Everyone who is the same patient. */
    List<UUID> listSame(Connection connection, UUID patient) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(GROUP)) {
            statement.setObject(1, patient);
            return ids(statement);
        }
    }

    private static List<UUID> ids(PreparedStatement statement) throws SQLException {
        List<UUID> ids = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                ids.add(rows.getObject(1, UUID.class));
            }
        }
        return ids;
    }
}
