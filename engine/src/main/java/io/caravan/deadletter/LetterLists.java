package io.caravan.deadletter;

import io.caravan.deadletter.DeadLetter.State;
import io.caravan.deadletter.LetterConditions.Condition;
import io.caravan.deadletter.LetterSearch.Count;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;

/** Reads lists of letters, newest first. */
final class LetterLists {
    /** Counting ends here; what is more is told as "more". */
    static final int BOUND = 10_000;

    private static final String ORDER = """
            order by letter.first_seen desc, letter.id desc
            limit ?
            """;

    private static final String RANGE = """
            and (letter.first_seen, letter.id) < (?, ?) and letter.first_seen >= ?
            """;

    /** The letters themselves are read last: only as many as the list is long. */
    private static final String OF_FOUND = LetterTable.COLUMNS + """
            where letter.id in (select id from found)
            order by letter.first_seen desc, letter.id desc
            """;

    private static final String OF_STATES = """
            with found as materialized (
                select letter.id
                from unnest(?::smallint[]) as wanted (state)
                cross join lateral (
                    select letter.first_seen, letter.id
                    from dead_letter as letter
                    where letter.state = wanted.state
            """ + RANGE + ORDER + ") as letter\n" + ORDER + ")\n" + OF_FOUND;

    private static final String COUNT_OF_STATES = """
            select count(*)
            from (
                select
                from unnest(?::smallint[]) as wanted (state)
                cross join lateral (
                    select
                    from dead_letter as letter
                    where letter.state = wanted.state
            """ + RANGE + """
                    limit ?) as letter
                limit ?) as counted
            """;

    private static final String PAIRS = """
            with pair as materialized (
                select known.id as group_id, wanted.state
                from dead_letter_group as known
                cross join unnest(?::smallint[]) as wanted (state)
                where %s)
            """;

    private static final String OF_PAIR = """
                where letter.group_id = pair.group_id and letter.state = pair.state %s
            """ + RANGE;

    /** Only the groups with the newest letters can have a part in the list: as many as the list is long. */
    private static final String OF_GROUPS =
            PAIRS + """
            , newest as materialized (
                select pair.group_id, pair.state
                from pair
                cross join lateral (
                    select letter.first_seen, letter.id
                    from dead_letter as letter
            """ + OF_PAIR + """
                    order by letter.first_seen desc, letter.id desc
                    limit 1) as letter
            """ + ORDER + """
            ), found as materialized (
                select letter.id
                from newest as pair
                cross join lateral (
                    select letter.first_seen, letter.id
                    from dead_letter as letter
            """ + OF_PAIR + ORDER + ") as letter\n" + ORDER + ")\n" + OF_FOUND;

    private static final String COUNT_OF_GROUPS = PAIRS + """
            select count(*)
            from (
                select
                from pair
                cross join lateral (
                    select
                    from dead_letter as letter
            """ + OF_PAIR + """
                    limit ?) as letter
                limit ?) as counted
            """;

    private static final String BEFORE = """
            select first_seen, id
            from dead_letter
            where id <= ?
            order by id desc
            limit 1
            """;

    private final LetterConditions conditions;

    LetterLists(LetterConditions conditions) {
        this.conditions = conditions;
    }

    List<DeadLetter> list(Connection connection, LetterFilter filter, long beforeId, int limit) throws SQLException {
        Range range = range(connection, filter, beforeId);
        if (isFew(filter)) {
            return few(connection, filter, range, limit);
        }
        if (filter.signature().isAny() && filter.messageType().isEmpty()) {
            try (PreparedStatement statement = connection.prepareStatement(OF_STATES)) {
                statement.setArray(1, states(connection, filter));
                int next = range.bind(statement, 2);
                statement.setInt(next, limit);
                statement.setInt(next + 1, limit);
                return LetterTable.read(statement);
            }
        }
        Condition groups = conditions.group(filter.signature());
        String type = type(filter);
        try (PreparedStatement statement = connection.prepareStatement(OF_GROUPS.formatted(groups.sql(), type, type))) {
            statement.setArray(1, states(connection, filter));
            int next = groups.bind(statement, 2);
            for (int i = 0; i < 2; i++) {
                next = bindType(statement, filter, next);
                next = range.bind(statement, next);
                statement.setInt(next++, limit);
            }
            statement.setInt(next, limit);
            return LetterTable.read(statement);
        }
    }

    Count count(Connection connection, LetterFilter filter) throws SQLException {
        Range range = range(connection, filter, Long.MAX_VALUE);
        if (isFew(filter)) {
            return countFew(connection, filter);
        }
        boolean anyGroup = filter.signature().isAny() && filter.messageType().isEmpty();
        Condition groups = conditions.group(filter.signature());
        String sql = anyGroup ? COUNT_OF_STATES : COUNT_OF_GROUPS.formatted(groups.sql(), type(filter));
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setArray(1, states(connection, filter));
            int next = 2;
            if (!anyGroup) {
                next = bindType(statement, filter, groups.bind(statement, next));
            }
            next = range.bind(statement, next);
            statement.setInt(next, BOUND + 1);
            statement.setInt(next + 1, BOUND + 1);
            return count(statement);
        }
    }

    /** Whether the filter asks for something that few letters have; then those are looked at. */
    private static boolean isFew(LetterFilter filter) {
        return !filter.named().isNothing() || !filter.assignee().isEmpty();
    }

    private List<DeadLetter> few(Connection connection, LetterFilter filter, Range range, int limit)
            throws SQLException {
        Condition condition = conditions.of(filter);
        String sql = LetterTable.COLUMNS + "where " + condition.sql() + "\n" + RANGE + ORDER;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            int next = range.bind(statement, condition.bind(statement, 1));
            statement.setInt(next, limit);
            return LetterTable.read(statement);
        }
    }

    private Count countFew(Connection connection, LetterFilter filter) throws SQLException {
        Condition condition = conditions.of(filter);
        String sql = "select count(*) from (select from dead_letter as letter where " + condition.sql()
                + " limit ?) as counted";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setInt(condition.bind(statement, 1), BOUND + 1);
            return count(statement);
        }
    }

    private static Count count(PreparedStatement statement) throws SQLException {
        try (ResultSet rows = statement.executeQuery()) {
            rows.next();
            long number = rows.getLong(1);
            return new Count(Math.min(number, BOUND), number > BOUND);
        }
    }

    private static String type(LetterFilter filter) {
        return filter.messageType().isEmpty() ? "" : "and letter.message_type = ?";
    }

    private static int bindType(PreparedStatement statement, LetterFilter filter, int at) throws SQLException {
        if (filter.messageType().isEmpty()) {
            return at;
        }
        statement.setString(at, filter.messageType());
        return at + 1;
    }

    static java.sql.Array states(Connection connection, LetterFilter filter) throws SQLException {
        Set<State> wanted = filter.states().isEmpty() ? Set.of(State.values()) : filter.states();
        return connection.createArrayOf(
                "smallint",
                wanted.stream().map(state -> (short) state.ordinal()).sorted().toArray());
    }

    private static Range range(Connection connection, LetterFilter filter, long beforeId) throws SQLException {
        OffsetDateTime since = filter.period().since().map(LetterLists::utc).orElse(OffsetDateTime.MIN);
        OffsetDateTime until = filter.period().until().map(LetterLists::utc).orElse(OffsetDateTime.MAX);
        Range range = new Range(until, filter.period().until().isPresent() ? Long.MIN_VALUE : Long.MAX_VALUE, since);
        if (beforeId == Long.MAX_VALUE) {
            return range;
        }
        try (PreparedStatement statement = connection.prepareStatement(BEFORE)) {
            statement.setLong(1, beforeId);
            try (ResultSet rows = statement.executeQuery()) {
                if (!rows.next()) {
                    return new Range(OffsetDateTime.MIN, Long.MIN_VALUE, since);
                }
                OffsetDateTime at = utc(rows.getTimestamp(1).toInstant());
                return at.isBefore(until) ? new Range(at, rows.getLong(2), since) : range;
            }
        }
    }

    private static OffsetDateTime utc(Instant at) {
        return at.atOffset(ZoneOffset.UTC);
    }

    /** @param before exclusive, with the id @param since inclusive */
    private record Range(OffsetDateTime before, long beforeId, OffsetDateTime since) {
        int bind(PreparedStatement statement, int first) throws SQLException {
            statement.setObject(first, before);
            statement.setLong(first + 1, beforeId);
            statement.setObject(first + 2, since);
            return first + 3;
        }
    }
}
