package io.caravan.ledger;

import io.caravan.fold.ResourceType;
import io.caravan.message.DataClass;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Puts resources among what a class owes to its target, due now: the courier keeps order and version. */
final class LedgerRedeliveries implements Redeliveries {
    /** Why they wait, until they are tried. */
    static final String CODE = "redeliver";

    /** So many are looked at in one step, whether they are wanted or not. */
    private static final int LOOK = 2_000;

    private static final String COUNT = """
            select count(*)
            from resource
            where data_class = ?
              and updated_at >= ?
              and updated_at < ?
              and body is not null
            """;

    private static final String NEXT = """
            with page as materialized (
                select id, case when type = %d then id else patient end as patient,
                    data_class = ? and updated_at >= ? and updated_at < ? and body is not null as wanted
                from resource
                where id > ?
                order by id
                limit ?
            ),
            wanted as materialized (
                select id
                from page
                where wanted
                order by id
                limit ?
            )
            select id, patient, wanted
            from page
            where (select count(*) from wanted) < ?
               or id <= (select id from wanted order by id desc limit 1)
            order by id
            """.formatted(ResourceType.PATIENT.ordinal());

    private static final String UNDER_WAY = """
            select count(*)
            from retry
            where data_class = ?
              and code = ?
            """;

    private final Map<DataClass, Way> ways;

    LedgerRedeliveries(Map<DataClass, Way> ways) {
        this.ways = Map.copyOf(ways);
    }

    @Override
    public boolean hasTarget(DataClass dataClass) {
        return ways.containsKey(dataClass);
    }

    @Override
    public Optional<String> away(DataClass dataClass) {
        Circuit.Status status = way(dataClass).outlet().circuit().status();
        return status.open() ? Optional.of(status.reason()) : Optional.empty();
    }

    @Override
    public long count(Connection connection, DataClass dataClass, Span span) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(COUNT)) {
            statement.setInt(1, dataClass.ordinal());
            statement.setTimestamp(2, Timestamp.from(span.since()));
            statement.setTimestamp(3, Timestamp.from(span.until()));
            return one(statement);
        }
    }

    @Override
    public Handed hand(Connection connection, DataClass dataClass, Span span, UUID after, int limit)
            throws SQLException {
        Arrears arrears = way(dataClass).arrears();
        List<RetryTable.Row> rows = new ArrayList<>();
        UUID last = after;
        boolean end = true;
        try (PreparedStatement statement = connection.prepareStatement(NEXT)) {
            statement.setInt(1, dataClass.ordinal());
            statement.setTimestamp(2, Timestamp.from(span.since()));
            statement.setTimestamp(3, Timestamp.from(span.until()));
            statement.setObject(4, after);
            statement.setInt(5, Math.max(LOOK, limit));
            statement.setInt(6, limit);
            statement.setInt(7, limit);
            try (ResultSet found = statement.executeQuery()) {
                while (found.next()) {
                    end = false;
                    last = found.getObject(1, UUID.class);
                    if (found.getBoolean(3)) {
                        Optional<UUID> patient = Optional.ofNullable(found.getObject(2, UUID.class));
                        rows.add(new RetryTable.Row(last, patient, 0, arrears.now(), CODE));
                    }
                }
            }
        }
        arrears.table().join(connection, rows, List.of(), arrears.now());
        return new Handed(rows.size(), last, end, () -> arrears.committed(rows));
    }

    @Override
    public long underWay(Connection connection, DataClass dataClass) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(UNDER_WAY)) {
            statement.setInt(1, dataClass.ordinal());
            statement.setString(2, CODE);
            return one(statement);
        }
    }

    private Way way(DataClass dataClass) {
        return Optional.ofNullable(ways.get(dataClass))
                .orElseThrow(() -> new IllegalArgumentException(dataClass.label() + " has no target of its own"));
    }

    private static long one(PreparedStatement statement) throws SQLException {
        try (ResultSet rows = statement.executeQuery()) {
            rows.next();
            return rows.getLong(1);
        }
    }
}
