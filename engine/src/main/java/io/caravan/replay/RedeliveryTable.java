package io.caravan.replay;

import io.caravan.ledger.Redeliveries.Span;
import io.caravan.message.DataClass;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** The columns of {@code replay_job} that only redeliveries have. */
final class RedeliveryTable {
    /** After the greatest id: all was handed over. */
    static final UUID END = new UUID(-1, -1);

    private static final UUID BEGINNING = new UUID(0, 0);

    private static final String BEGIN = """
            update replay_job
            set data_class = ?, since = ?, until = ?, total = ?, classes = array[?::smallint]
            where id = ?
            """;

    /** One job a target. */
    private static final String CLAIM = """
            insert into replay_job_source (source, job_id)
            values (?, ?)
            on conflict (source) do nothing
            """;

    private static final String FIND = """
            select data_class, since, until, resource_id, replayed + in_flight
            from replay_job
            where id = ?
            for update
            """;

    private static final String HANDED = """
            update replay_job
            set resource_id = ?, in_flight = ?, replayed = ?, speed = ?, changed_at = ?,
                why = case when state = 0 then '' else why end
            where id = ?
            """;

    /**
     * A redelivery under way; the job stays locked until the end of the transaction.
     *
     * @param after up to this id all were handed over
     * @param handed so far
     */
    record Redelivery(DataClass dataClass, Span span, UUID after, long handed) {}

    void begin(Connection connection, long id, DataClass dataClass, Span span, long total) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(BEGIN)) {
            statement.setInt(1, dataClass.ordinal());
            statement.setTimestamp(2, Timestamp.from(span.since()));
            statement.setTimestamp(3, Timestamp.from(span.until()));
            statement.setLong(4, total);
            statement.setInt(5, dataClass.ordinal());
            statement.setLong(6, id);
            statement.executeUpdate();
        }
    }

    /** @return false where another job of the target has not ended */
    boolean claim(Connection connection, long id, DataClass dataClass) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(CLAIM)) {
            statement.setString(1, "target " + dataClass.label());
            statement.setLong(2, id);
            return statement.executeUpdate() == 1;
        }
    }

    Redelivery lock(Connection connection, long id) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(FIND)) {
            statement.setLong(1, id);
            try (ResultSet rows = statement.executeQuery()) {
                rows.next();
                return new Redelivery(
                        DataClass.values()[rows.getInt(1)],
                        new Span(
                                rows.getTimestamp(2).toInstant(),
                                rows.getTimestamp(3).toInstant()),
                        Optional.ofNullable(rows.getObject(4, UUID.class)).orElse(BEGINNING),
                        rows.getLong(5));
            }
        }
    }

    void handed(Connection connection, long id, UUID after, long handed, long underWay, double speed, Instant now)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(HANDED)) {
            statement.setObject(1, after);
            statement.setLong(2, underWay);
            statement.setLong(3, handed - underWay);
            statement.setDouble(4, speed);
            statement.setTimestamp(5, Timestamp.from(now));
            statement.setLong(6, id);
            statement.executeUpdate();
        }
    }
}
