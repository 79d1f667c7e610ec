package io.caravan.ledger;

import io.caravan.fold.Merge;
import io.caravan.fold.Version;
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
            insert into patient_alias
                (patient, part, survivor, kind, rank, micros, tie, data_class, moved, source, control_id)
            values (?, ?, ?, ?, ?, ?, ?, ?, false, ?, ?)
            on conflict do nothing
            """;

    private static final String UNMOVED = """
            select patient, part, survivor, rank, micros, tie
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

    /** Everyone who is the same patient, by the newest merge of each. */
    private static final String SAME = """
            with recursive newest as not materialized (
                select alias.patient, alias.survivor
                from patient_alias alias
                where alias.part = '%1$s'
                  and not exists (
                      select 1
                      from patient_alias newer
                      where newer.patient = alias.patient
                        and newer.part = alias.part
                        and (newer.rank, newer.micros, newer.tie # %2$s, newer.survivor)
                          > (alias.rank, alias.micros, alias.tie # %2$s, alias.survivor)
                  )
            ),
            above as (
                select ?::uuid as patient
                union
                select newest.survivor
                from above
                join newest on newest.patient = above.patient
            ),
            everyone as (
                select patient
                from above
                union
                select newest.patient
                from everyone
                join newest on newest.survivor = everyone.patient
            )
            select patient
            from everyone
            """.formatted(Aliases.WHOLE, "(-9223372036854775807 - 1)");

    /** All that was ever said of those who lead to a patient, and of those to whom it leads. */
    private static final String CONCERNED = """
            with recursive before as (
                select ?::uuid as patient
                union
                select alias.patient
                from before
                join patient_alias alias on alias.survivor = before.patient
            ),
            after as (
                select ?::uuid as patient
                union
                select alias.survivor
                from after
                join patient_alias alias on alias.patient = after.patient
            )
            select patient, part, survivor, kind, rank, micros, tie, source, control_id
            from patient_alias
            where patient = any(array(select patient from before union select patient from after))
            """;

    /**
     * @param part the visit or account that was moved
     * @param version of the merge or move that said so
     */
    record Unmoved(UUID patient, UUID part, UUID survivor, Version version) {}

    void write(Connection connection, Collection<Aliases.Edge> edges, DataClass dataClass) throws SQLException {
        if (edges.isEmpty()) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement(WRITE)) {
            // In one order, so that two that write the same cannot wait for each other.
            for (Aliases.Edge edge : edges.stream().sorted(Aliases.BY_AGE).toList()) {
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
                            new Version(rows.getInt(4), rows.getLong(5), rows.getLong(6))));
                }
            }
        }
        return found;
    }

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
            try (ResultSet rows = statement.executeQuery()) {
                List<UUID> ids = new ArrayList<>();
                while (rows.next()) {
                    ids.add(rows.getObject(1, UUID.class));
                }
                return ids;
            }
        }
    }

    /** Everyone who may hold what is to be moved. */
    Holders listHolders(Connection connection, Unmoved unmoved) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(CONCERNED)) {
            statement.setObject(1, unmoved.patient());
            statement.setObject(2, unmoved.patient());
            try (ResultSet rows = statement.executeQuery()) {
                List<Aliases.Edge> edges = new ArrayList<>();
                while (rows.next()) {
                    edges.add(edge(rows));
                }
                return Holders.of(edges, unmoved.patient(), unmoved.part());
            }
        }
    }

    /** From patient, part, survivor, kind, rank, micros, tie, source, control_id. */
    static Aliases.Edge edge(ResultSet row) throws SQLException {
        return new Aliases.Edge(
                Merge.Kind.values()[row.getInt(4)],
                row.getObject(1, UUID.class),
                row.getObject(2, UUID.class),
                row.getObject(3, UUID.class),
                new Version(row.getInt(5), row.getLong(6), row.getLong(7)),
                new Merge.Origin(row.getString(8), row.getString(9)));
    }
}
