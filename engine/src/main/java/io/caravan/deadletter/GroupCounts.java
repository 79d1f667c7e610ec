package io.caravan.deadletter;

import io.caravan.deadletter.DeadLetter.Cause;
import io.caravan.deadletter.DeadLetter.State;
import io.caravan.deadletter.LetterConditions.Condition;
import io.caravan.deadletter.LetterFilter.Period;
import io.caravan.deadletter.LetterSearch.Count;
import io.caravan.message.DataClass;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Reads groups, and how many letters they have: from counts that are kept, or from the few letters a filter names. */
final class GroupCounts {
    private static final int FIRST_COUNT = 9;

    private static final String KEPT = """
            select group_id, state, count
            from dead_letter_count
            """;

    private static final String KEPT_OF_TYPE = """
            select group_id, state, count
            from dead_letter_type_count
            where message_type = ?
            """;

    private static final String OF_LETTERS = """
            select letter.group_id, letter.state, 1 as count
            from dead_letter as letter
            where %s
            """;

    /** Only signatures that have any of the letters asked for; of those, how many in which of the states asked for. */
    private static final String GROUPS = """
            with known as materialized (
                select *
                from dead_letter_group as known
                where %s),
            counted as materialized (
                select group_id,
                    sum(count) filter (where state = 0 and 0 = any(wanted)) as open,
                    sum(count) filter (where state = 1 and 1 = any(wanted)) as held,
                    sum(count) filter (where state = 2 and 2 = any(wanted)) as replaying,
                    sum(count) filter (where state = 3 and 3 = any(wanted)) as replayed,
                    sum(count) filter (where state = 4 and 4 = any(wanted)) as superseded,
                    sum(count) filter (where state = 5 and 5 = any(wanted)) as discarded
                from (
            %s) as part
                cross join (select ?::smallint[] as wanted) as asked
                where group_id in (select id from known)
                group by group_id
                having sum(count) filter (where state = any(wanted)) > 0),
            seen as materialized (
                select group_id, max(last_seen) as last_seen
                from dead_letter_count
                where group_id in (select id from known)
                group by group_id)
            select known.id, known.data_class, known.source, known.code, known.cause, known.place, known.first_seen,
                coalesce(seen.last_seen, known.first_seen) as last_seen, open, held, replaying, replayed, superseded,
                discarded
            from counted
            join known on known.id = counted.group_id
            left join seen on seen.group_id = counted.group_id
            where %s
            order by last_seen desc, known.id desc
            limit ?
            """;

    private static final String COUNT = """
            select coalesce(sum(counted.count), 0)
            from (
            %s) as counted
            where counted.state = any(?) and counted.group_id in (
                select known.id
                from dead_letter_group as known
                where %s)
            """;

    private static final String TREND = """
            select group_id, hour, count
            from dead_letter_trend
            where group_id = any(?) and hour >= ? and count <> 0
            order by group_id, hour
            """;

    private final LetterConditions conditions;

    GroupCounts(LetterConditions conditions) {
        this.conditions = conditions;
    }

    List<LetterGroup> list(Connection connection, LetterFilter filter, int limit) throws SQLException {
        boolean kept = filter.named().isNothing() && filter.assignee().isEmpty();
        Condition letters = kept ? kept(filter) : letters(filter);
        Condition signature = conditions.group(filter.signature());
        Condition seen = seen(filter.period());
        String sql = GROUPS.formatted(signature.sql(), letters.sql(), seen.sql());
        List<LetterGroup> found = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            int next = letters.bind(statement, signature.bind(statement, 1));
            statement.setArray(next++, LetterLists.states(connection, filter));
            next = seen.bind(statement, next);
            statement.setInt(next, limit);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    found.add(group(rows));
                }
            }
        }
        return found;
    }

    /** Exact. */
    Count count(Connection connection, LetterFilter filter) throws SQLException {
        Condition letters = kept(filter);
        Condition groups = conditions.group(filter.signature());
        try (PreparedStatement statement = connection.prepareStatement(COUNT.formatted(letters.sql(), groups.sql()))) {
            int next = letters.bind(statement, 1);
            statement.setArray(next, LetterLists.states(connection, filter));
            groups.bind(statement, next + 1);
            try (ResultSet rows = statement.executeQuery()) {
                rows.next();
                return new Count(rows.getLong(1), false);
            }
        }
    }

    Map<Long, Map<Instant, Long>> trends(Connection connection, List<Long> groups, Instant since) throws SQLException {
        Map<Long, Map<Instant, Long>> trends = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(TREND)) {
            statement.setArray(1, connection.createArrayOf("bigint", groups.toArray()));
            statement.setTimestamp(2, Timestamp.from(since.truncatedTo(ChronoUnit.HOURS)));
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    trends.computeIfAbsent(rows.getLong(1), any -> new TreeMap<>())
                            .put(rows.getTimestamp(2).toInstant(), rows.getLong(3));
                }
            }
        }
        return trends;
    }

    private static Condition kept(LetterFilter filter) {
        return filter.messageType().isEmpty()
                ? new Condition(KEPT, List.of())
                : new Condition(KEPT_OF_TYPE, List.of(filter.messageType()));
    }

    private Condition letters(LetterFilter filter) {
        Condition condition = conditions.of(filter.with(Period.EVER));
        return new Condition(OF_LETTERS.formatted(condition.sql()), condition.values());
    }

    private static Condition seen(Period period) {
        StringBuilder sql = new StringBuilder("true");
        List<Object> values = new ArrayList<>();
        period.since().ifPresent(since -> {
            sql.append(" and coalesce(seen.last_seen, known.first_seen) >= ?");
            values.add(Timestamp.from(since));
        });
        period.until().ifPresent(until -> {
            sql.append(" and known.first_seen < ?");
            values.add(Timestamp.from(until));
        });
        return new Condition(sql.toString(), values);
    }

    private static LetterGroup group(ResultSet row) throws SQLException {
        Map<State, Long> counts = new EnumMap<>(State.class);
        for (State state : State.values()) {
            long count = row.getLong(FIRST_COUNT + state.ordinal());
            if (count > 0) {
                counts.put(state, count);
            }
        }
        return new LetterGroup(
                row.getLong(1),
                DataClass.values()[row.getInt(2)],
                row.getString(3),
                row.getString(4),
                Cause.values()[row.getInt(5)],
                row.getString(6),
                row.getTimestamp(7).toInstant(),
                row.getTimestamp(8).toInstant(),
                counts);
    }
}
