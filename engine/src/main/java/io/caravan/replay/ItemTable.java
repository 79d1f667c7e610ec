package io.caravan.replay;

import io.caravan.deadletter.DeadLetter;
import io.caravan.message.DataClass;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The table {@code replay_job_item}: a job's letters in the order in which they go. */
final class ItemTable {
    private static final String NEXT = """
            select item.ordinal, item.letter_id, letter.data_class, letter.source,
                (select count(*) from replay_job_item as earlier
                 where earlier.letter_id = item.letter_id and earlier.state in (1, 2, 3, 4))
            from replay_job_item as item
            join dead_letter as letter on letter.id = item.letter_id
            where item.job_id = ?
              and item.ordinal > ?
            order by item.ordinal
            limit ?
            """;

    private static final String TAKE = """
            update replay_job_item as item
            set state = taken.state, attempts = taken.attempts
            from unnest(?::bigint[], ?::smallint[], ?::int[]) as taken (ordinal, state, attempts)
            where item.job_id = ?
              and item.ordinal = taken.ordinal
            """;

    private static final String SETTLE = """
            with ended as (
                update replay_job_item as item
                set state = case
                    when letter.attempts > item.attempts then 4
                    when letter.state = 3 then 2
                    when letter.state = 4 then 3
                    else 4 end
                from dead_letter as letter
                where item.job_id = ?
                  and item.state = 1
                  and letter.id = item.letter_id
                  and (letter.state <> 2 or letter.attempts > item.attempts)
                returning item.state)
            select state, count(*)
            from ended
            group by state
            """;

    private static final String UNDER_WAY = """
            select letter_id
            from replay_job_item
            where job_id = ?
              and state = 1
            order by ordinal
            """;

    private static final String LIST = """
            select ordinal, letter_id, state
            from replay_job_item
            where job_id = ?
              and state = any(?)
              and ordinal > ?
            order by ordinal
            limit ?
            """;

    /** @param replays how often jobs have replayed it before */
    record Next(long ordinal, long letterId, DataClass dataClass, String source, int replays) {}

    /** How many ended, and how. */
    record Ended(long replayed, long superseded, long failed) {
        long all() {
            return replayed + superseded + failed;
        }
    }

    List<Next> next(Connection connection, long jobId, long afterOrdinal, int limit) throws SQLException {
        List<Next> next = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(NEXT)) {
            statement.setLong(1, jobId);
            statement.setLong(2, afterOrdinal);
            statement.setInt(3, limit);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    next.add(new Next(
                            rows.getLong(1),
                            rows.getLong(2),
                            DataClass.values()[rows.getInt(3)],
                            rows.getString(4),
                            rows.getInt(5)));
                }
            }
        }
        return next;
    }

    /** Those whose letters are replaying are submitted, the others are skipped. */
    void take(Connection connection, long jobId, List<Next> items, List<DeadLetter> replaying) throws SQLException {
        Map<Long, Integer> attempts = new HashMap<>();
        replaying.forEach(letter -> attempts.put(letter.id(), letter.attempts()));
        Object[] ordinals = new Object[items.size()];
        Object[] states = new Object[items.size()];
        Object[] counts = new Object[items.size()];
        for (int i = 0; i < ordinals.length; i++) {
            Integer known = attempts.get(items.get(i).letterId());
            ordinals[i] = items.get(i).ordinal();
            states[i] = (short) (known == null ? ItemState.SKIPPED : ItemState.SUBMITTED).ordinal();
            counts[i] = known == null ? 0 : known;
        }
        try (PreparedStatement statement = connection.prepareStatement(TAKE)) {
            statement.setArray(1, connection.createArrayOf("bigint", ordinals));
            statement.setArray(2, connection.createArrayOf("smallint", states));
            statement.setArray(3, connection.createArrayOf("int", counts));
            statement.setLong(4, jobId);
            statement.executeUpdate();
        }
    }

    /** Notes those that have ended since. */
    Ended settle(Connection connection, long jobId) throws SQLException {
        long[] counts = new long[ItemState.values().length];
        try (PreparedStatement statement = connection.prepareStatement(SETTLE)) {
            statement.setLong(1, jobId);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    counts[rows.getInt(1)] = rows.getLong(2);
                }
            }
        }
        return new Ended(
                counts[ItemState.REPLAYED.ordinal()],
                counts[ItemState.SUPERSEDED.ordinal()],
                counts[ItemState.FAILED.ordinal()]);
    }

    /** The letters under way, in order. */
    List<Long> underWay(Connection connection, long jobId) throws SQLException {
        List<Long> ids = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(UNDER_WAY)) {
            statement.setLong(1, jobId);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    ids.add(rows.getLong(1));
                }
            }
        }
        return ids;
    }

    List<JobItem> list(Connection connection, long jobId, List<ItemState> states, long afterOrdinal, int limit)
            throws SQLException {
        List<JobItem> items = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(LIST)) {
            statement.setLong(1, jobId);
            statement.setArray(
                    2,
                    connection.createArrayOf(
                            "smallint",
                            states.stream()
                                    .map(state -> (short) state.ordinal())
                                    .toArray()));
            statement.setLong(3, afterOrdinal);
            statement.setInt(4, limit);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    items.add(new JobItem(rows.getLong(1), rows.getLong(2), ItemState.values()[rows.getInt(3)]));
                }
            }
        }
        return items;
    }
}
