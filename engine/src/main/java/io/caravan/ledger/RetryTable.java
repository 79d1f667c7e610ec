package io.caravan.ledger;

import io.caravan.message.DataClass;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The tables {@code retry} and {@code retry_entry}, of one class. Rows are locked in the order of ids. */
final class RetryTable {
    /** The update locks: a courier that removes the row meanwhile waits, and sees who joined. */
    private static final String JOIN = """
            insert into retry (data_class, resource_id, patient, attempts, since, due, code)
            select ?, resource_id, patient, attempts, ?, due, code
            from unnest(?::uuid[], ?::uuid[], ?::integer[], ?::timestamptz[], ?::text[])
                as made (resource_id, patient, attempts, due, code)
            order by resource_id
            on conflict (data_class, resource_id) do update
            set attempts = greatest(retry.attempts, excluded.attempts),
                due = case when excluded.attempts > 0 then greatest(retry.due, excluded.due) else retry.due end
            """;

    private static final String JOIN_ENTRIES = """
            insert into retry_entry (data_class, resource_id, journal_id, control_id)
            select ?, resource_id, journal_id, control_id
            from unnest(?::uuid[], ?::bigint[], ?::text[]) as made (resource_id, journal_id, control_id)
            order by resource_id, journal_id
            on conflict do nothing
            """;

    private static final String GROUPS = """
            select coalesce(patient, resource_id), bool_or(patient is not null), min(due)
            from retry
            where data_class = ?
              and (?::uuid[] is null or coalesce(patient, resource_id) = any(?))
            group by 1
            """;

    private static final String DUE_GROUPS = """
            select coalesce(patient, resource_id)
            from retry
            where data_class = ?
              and due <= ?
            group by 1
            order by min(due)
            limit ?
            """;

    private static final String LOCK = """
            select resource_id
            from retry
            where data_class = ?
              and resource_id = any(?)
            order by resource_id
            for update
            """;

    private static final String FAILED = """
            update retry
            set attempts = retry.attempts + made.tried, code = made.code, due = made.due
            from unnest(?::uuid[], ?::integer[], ?::timestamptz[], ?::text[]) as made (resource_id, tried, due, code)
            where retry.data_class = ?
              and retry.resource_id = made.resource_id
            """;

    private static final String ARRIVED = """
            delete from retry_entry
            where data_class = ?
              and resource_id = any(?)
            returning resource_id, journal_id, control_id
            """;

    private static final String STILL_WAITING = """
            select distinct journal_id
            from retry_entry
            where journal_id = any(?)
            """;

    private static final String LEAVE = """
            delete from retry_entry
            where journal_id = any(?)
            """;

    private static final String REMOVE = """
            delete from retry
            where data_class = ?
              and resource_id = any(?)
            """;

    private static final String NOW = """
            with later as materialized (
                select data_class, resource_id
                from retry
                where data_class = ?
                  and due > ?
                order by resource_id
                for update
            )
            update retry
            set due = ?
            from later
            where retry.data_class = later.data_class
              and retry.resource_id = later.resource_id
            """;

    private final DataClass dataClass;

    RetryTable(DataClass dataClass) {
        this.dataClass = dataClass;
    }

    /** A resource to be put in. @param attempts 0 = it was not tried */
    record Row(UUID resourceId, Optional<UUID> patient, int attempts, Instant due, String code) {
        UUID group() {
            return patient.orElse(resourceId);
        }
    }

    /** A message that counts when the resource has arrived. */
    record Entry(UUID resourceId, long journalId, String controlId) {}

    /** Some that were tried once more, or waited for another of their patient. @param tried 1 or 0 */
    record Failure(UUID resourceId, int tried, Instant due, String code) {}

    void join(Connection connection, List<Row> rows, List<Entry> entries, Instant now) throws SQLException {
        if (!rows.isEmpty()) {
            try (PreparedStatement statement = connection.prepareStatement(JOIN)) {
                statement.setInt(1, dataClass.ordinal());
                statement.setTimestamp(2, Timestamp.from(now));
                array(statement, 3, "uuid", rows.stream().map(Row::resourceId).toArray());
                array(statement, 4, "uuid", patients(rows));
                array(statement, 5, "integer", rows.stream().map(Row::attempts).toArray());
                array(
                        statement,
                        6,
                        "timestamptz",
                        rows.stream().map(row -> Timestamp.from(row.due())).toArray());
                array(statement, 7, "text", rows.stream().map(Row::code).toArray());
                statement.executeUpdate();
            }
        }
        if (!entries.isEmpty()) {
            try (PreparedStatement statement = connection.prepareStatement(JOIN_ENTRIES)) {
                statement.setInt(1, dataClass.ordinal());
                array(
                        statement,
                        2,
                        "uuid",
                        entries.stream().map(Entry::resourceId).toArray());
                array(
                        statement,
                        3,
                        "bigint",
                        entries.stream().map(Entry::journalId).toArray());
                array(
                        statement,
                        4,
                        "text",
                        entries.stream().map(Entry::controlId).toArray());
                statement.executeUpdate();
            }
        }
    }

    private static @Nullable Object[] patients(List<Row> rows) {
        @Nullable Object[] patients = new @Nullable Object[rows.size()];
        for (int i = 0; i < patients.length; i++) {
            patients[i] = rows.get(i).patient().orElse(null);
        }
        return patients;
    }

    /** @param asked null = all */
    Map<UUID, Waiters.Waiter> groups(Connection connection, @Nullable Collection<UUID> asked) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(GROUPS)) {
            statement.setInt(1, dataClass.ordinal());
            Array groups = asked == null ? null : connection.createArrayOf("uuid", asked.toArray());
            statement.setArray(2, groups);
            statement.setArray(3, groups);
            Map<UUID, Waiters.Waiter> found = new HashMap<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    found.put(
                            rows.getObject(1, UUID.class),
                            new Waiters.Waiter(
                                    rows.getBoolean(2), rows.getTimestamp(3).toInstant()));
                }
            }
            return found;
        }
    }

    List<UUID> listDueGroups(Connection connection, Instant now, int limit) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(DUE_GROUPS)) {
            statement.setInt(1, dataClass.ordinal());
            statement.setTimestamp(2, Timestamp.from(now));
            statement.setInt(3, limit);
            List<UUID> found = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    found.add(rows.getObject(1, UUID.class));
                }
            }
            return found;
        }
    }

    /** @return those that are still there; nobody joins them until the end of the transaction */
    Set<UUID> lock(Connection connection, Collection<UUID> resources) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(LOCK)) {
            statement.setInt(1, dataClass.ordinal());
            array(statement, 2, "uuid", resources.toArray());
            Set<UUID> found = new HashSet<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    found.add(rows.getObject(1, UUID.class));
                }
            }
            return found;
        }
    }

    void failed(Connection connection, List<Failure> failures) throws SQLException {
        if (failures.isEmpty()) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement(FAILED)) {
            array(
                    statement,
                    1,
                    "uuid",
                    failures.stream().map(Failure::resourceId).toArray());
            array(statement, 2, "integer", failures.stream().map(Failure::tried).toArray());
            array(
                    statement,
                    3,
                    "timestamptz",
                    failures.stream().map(one -> Timestamp.from(one.due())).toArray());
            array(statement, 4, "text", failures.stream().map(Failure::code).toArray());
            statement.setInt(5, dataClass.ordinal());
            statement.executeUpdate();
        }
    }

    /** These resources wait no more. @return the messages that waited for them */
    List<Entry> takeEntries(Connection connection, Collection<UUID> resources) throws SQLException {
        List<Entry> found = new ArrayList<>();
        if (resources.isEmpty()) {
            return found;
        }
        try (PreparedStatement statement = connection.prepareStatement(ARRIVED)) {
            statement.setInt(1, dataClass.ordinal());
            array(statement, 2, "uuid", resources.toArray());
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    found.add(new Entry(rows.getObject(1, UUID.class), rows.getLong(2), rows.getString(3)));
                }
            }
        }
        return found;
    }

    /** Those of the messages that wait for something else. */
    Set<Long> listStillWaiting(Connection connection, Collection<Long> journalIds) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(STILL_WAITING)) {
            array(statement, 1, "bigint", journalIds.toArray());
            Set<Long> found = new HashSet<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    found.add(rows.getLong(1));
                }
            }
            return found;
        }
    }

    /** These messages wait for nothing any more; the resources do. */
    void leave(Connection connection, Collection<Long> journalIds) throws SQLException {
        if (!journalIds.isEmpty()) {
            try (PreparedStatement statement = connection.prepareStatement(LEAVE)) {
                array(statement, 1, "bigint", journalIds.toArray());
                statement.executeUpdate();
            }
        }
    }

    void remove(Connection connection, Collection<UUID> resources) throws SQLException {
        if (!resources.isEmpty()) {
            try (PreparedStatement statement = connection.prepareStatement(REMOVE)) {
                statement.setInt(1, dataClass.ordinal());
                array(statement, 2, "uuid", resources.toArray());
                statement.executeUpdate();
            }
        }
    }

    int now(Connection connection, Instant now) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(NOW)) {
            statement.setInt(1, dataClass.ordinal());
            statement.setTimestamp(2, Timestamp.from(now));
            statement.setTimestamp(3, Timestamp.from(now));
            return statement.executeUpdate();
        }
    }

    private static void array(PreparedStatement statement, int index, String type, @Nullable Object[] values)
            throws SQLException {
        statement.setArray(index, statement.getConnection().createArrayOf(type, values));
    }
}
