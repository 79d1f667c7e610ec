package io.caravan.ledger;

import io.caravan.fold.Version;
import io.caravan.message.DataClass;
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

/** The table {@code patient_alias}. */
final class AliasTable {
    private static final String WRITE = """
            insert into patient_alias
                (patient, part, survivor, kind, rank, micros, tie, data_class, moved, previous, source, control_id)
            values (?, ?, ?, ?, ?, ?, ?, ?, false, null, ?, ?)
            on conflict (patient, part) do update
            set survivor = excluded.survivor,
                kind = excluded.kind,
                rank = excluded.rank,
                micros = excluded.micros,
                tie = excluded.tie,
                moved = false,
                previous = patient_alias.survivor,
                source = excluded.source,
                control_id = excluded.control_id
            where (excluded.rank, excluded.micros) > (patient_alias.rank, patient_alias.micros)
               or (excluded.rank, excluded.micros) = (patient_alias.rank, patient_alias.micros)
              and excluded.tie # %1$s > patient_alias.tie # %1$s
            """.formatted("(-9223372036854775807 - 1)");

    private static final String UNMOVED = """
            select patient, part, survivor, coalesce(previous, patient), rank, micros, tie
            from patient_alias
            where not moved
              and data_class = ?
            """;

    private static final String MOVED = """
            update patient_alias
            set moved = true
            where patient = ?
              and part = ?
              and survivor = ?
              and (rank, micros, tie) = (?, ?, ?)
            """;

    /** Everyone who is the same patient. */
    private static final String SAME = """
            with recursive above as (
                select ?::uuid as patient
                union
                select alias.survivor
                from above
                join patient_alias alias on alias.patient = above.patient and alias.part = '%1$s'
            ),
            everyone as (
                select patient
                from above
                union
                select alias.patient
                from everyone
                join patient_alias alias on alias.survivor = everyone.patient and alias.part = '%1$s'
            )
            select patient
            from everyone
            """.formatted(Aliases.WHOLE);

    /**
     * Whoever may hold something of a part: with its moves, and with those of the visit whose number it is. Where a whole
     * patient was merged, what went on by a move is concerned too. What was filed under several patients is with only one of them,
     * and concerned by any of whom something ever came here.
     */
    private static final String HOLDERS = """
            with recursive everyone as (
                select unnest(?::uuid[]) as patient
                union
                select case when alias.patient = everyone.patient then alias.survivor else alias.patient end
                from everyone
                join patient_alias alias
                  on alias.patient = everyone.patient or alias.survivor = everyone.patient
                where alias.part in ('%1$s', ?, ?)
                   or ? and alias.patient = everyone.patient
            ),
            named as (
                select patient
                from everyone
                union
                select alias.patient
                from named
                join patient_alias alias on alias.survivor = named.patient
            )
            select patient, patient in (select patient from everyone)
            from named
            """.formatted(Aliases.WHOLE);

    /**
     * @param part the visit or account that was moved
     * @param previous into whom the patient was merged before; itself if nobody
     * @param version of the merge that said so: a newer one, be it the same, is to be told too
     */
    record Unmoved(UUID patient, UUID part, UUID survivor, UUID previous, Version version) {}

    /**
     * @param patients with whom something may be now
     * @param named under whom something may have been filed that was filed under others too
     */
    record Holders(Set<UUID> patients, Set<UUID> named) {}

    void write(Connection connection, Collection<Aliases.Edge> edges, DataClass dataClass) throws SQLException {
        if (edges.isEmpty()) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement(WRITE)) {
            for (Aliases.Edge edge : edges) {
                statement.setObject(1, edge.patient());
                statement.setObject(2, edge.part());
                statement.setObject(3, edge.survivor());
                statement.setInt(4, edge.kind().ordinal());
                statement.setInt(5, edge.version().rank());
                statement.setLong(6, edge.version().micros());
                statement.setLong(7, edge.version().tie());
                statement.setInt(8, dataClass.ordinal());
                statement.setString(9, edge.origin().source());
                statement.setString(10, edge.origin().controlId());
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
                    found.add(new Unmoved(
                            rows.getObject(1, UUID.class),
                            rows.getObject(2, UUID.class),
                            rows.getObject(3, UUID.class),
                            rows.getObject(4, UUID.class),
                            new Version(rows.getInt(5), rows.getLong(6), rows.getLong(7))));
                }
            }
        }
        return found;
    }

    /** Unless a newer merge came in the meantime. */
    void moved(Connection connection, Unmoved unmoved) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(MOVED)) {
            statement.setObject(1, unmoved.patient());
            statement.setObject(2, unmoved.part());
            statement.setObject(3, unmoved.survivor());
            statement.setInt(4, unmoved.version().rank());
            statement.setLong(5, unmoved.version().micros());
            statement.setLong(6, unmoved.version().tie());
            statement.executeUpdate();
        }
    }

    /** Everyone who is the same patient. */
    List<UUID> listSame(Connection connection, UUID patient) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(SAME)) {
            statement.setObject(1, patient);
            return ids(statement);
        }
    }

    /** Everyone who may hold what is to be moved. */
    Holders listHolders(Connection connection, Unmoved unmoved) throws SQLException {
        Holders holders = new Holders(new HashSet<>(), new HashSet<>());
        UUID part = unmoved.part();
        try (PreparedStatement statement = connection.prepareStatement(HOLDERS)) {
            statement.setArray(
                    1, connection.createArrayOf("uuid", new Object[] {unmoved.patient(), unmoved.previous()}));
            statement.setObject(2, part);
            statement.setObject(3, Aliases.oldNumber(part));
            statement.setBoolean(4, part.equals(Aliases.WHOLE));
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    UUID patient = rows.getObject(1, UUID.class);
                    holders.named().add(patient);
                    if (rows.getBoolean(2)) {
                        holders.patients().add(patient);
                    }
                }
            }
        }
        return holders;
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
