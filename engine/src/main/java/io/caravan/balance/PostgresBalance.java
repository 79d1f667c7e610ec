package io.caravan.balance;

import io.caravan.message.DataClass;
import io.caravan.sql.Database;
import io.caravan.sql.Planner;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

/** The balance from one snapshot of the database. */
public final class PostgresBalance implements Balance {
    private static final String TALLIES = """
            select data_class, name, count
            from tally
            """;

    private static final String POSITIONS = """
            select data_class, journal_id
            from dispatch_position
            """;

    /**
     * Entries without an outcome are looked for after the position only: before it, they are undelivered, replaying, or parked.
     */
    private static final String IN_FLIGHT = """
            select count(*)
            from (
                select id
                from journal
                where id > ?
                  and data_class = ?
                  and not exists (
                      select from outcome
                      where outcome.journal_id = journal.id and outcome.journal_id > ?)
                union
                select journal_id
                from outcome
                where not delivered
                  and (select data_class from journal where id = journal_id) = ?
                union
                select journal_id
                from dead_letter
                where state = 2
                  and data_class = ?
                  and journal_id is not null
                union
                select journal_id
                from parked
                where data_class = ?
                  and not exists (select from outcome where outcome.journal_id = parked.journal_id)
            ) as open_entry
            """;

    private final Database database;

    public PostgresBalance(Database database) {
        this.database = database;
    }

    @Override
    public Map<DataClass, Counts> counts() {
        return database.inSnapshot(connection -> {
            EnumMap<DataClass, Map<String, Long>> tallies = tallies(connection);
            EnumMap<DataClass, Long> positions = positions(connection);
            Planner.walkIndexes(connection);
            EnumMap<DataClass, Counts> counts = new EnumMap<>(DataClass.class);
            for (DataClass dataClass : DataClass.values()) {
                long inFlight = inFlight(connection, dataClass, positions.getOrDefault(dataClass, 0L));
                counts.put(dataClass, counts(tallies.getOrDefault(dataClass, Map.of()), inFlight));
            }
            return counts;
        });
    }

    private static Counts counts(Map<String, Long> tally, long inFlight) {
        return new Counts(
                get(tally, Tally.READ),
                get(tally, Tally.APPLIED),
                get(tally, Tally.SUPERSEDED),
                get(tally, Tally.MERGED),
                get(tally, Tally.EXCLUDED),
                get(tally, Tally.DEAD_LETTERED),
                inFlight,
                get(tally, Tally.DUPLICATE),
                get(tally, Tally.REJECTED));
    }

    private static long get(Map<String, Long> tally, Tally name) {
        return tally.getOrDefault(name.label(), 0L);
    }

    private static EnumMap<DataClass, Map<String, Long>> tallies(Connection connection) throws SQLException {
        EnumMap<DataClass, Map<String, Long>> result = new EnumMap<>(DataClass.class);
        try (PreparedStatement statement = connection.prepareStatement(TALLIES);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                result.computeIfAbsent(DataClass.values()[rows.getInt(1)], any -> new HashMap<>())
                        .put(rows.getString(2), rows.getLong(3));
            }
        }
        return result;
    }

    private static EnumMap<DataClass, Long> positions(Connection connection) throws SQLException {
        EnumMap<DataClass, Long> result = new EnumMap<>(DataClass.class);
        try (PreparedStatement statement = connection.prepareStatement(POSITIONS);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                result.put(DataClass.values()[rows.getInt(1)], rows.getLong(2));
            }
        }
        return result;
    }

    private static long inFlight(Connection connection, DataClass dataClass, long position) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(IN_FLIGHT)) {
            statement.setLong(1, position);
            statement.setInt(2, dataClass.ordinal());
            statement.setLong(3, position);
            statement.setInt(4, dataClass.ordinal());
            statement.setInt(5, dataClass.ordinal());
            statement.setInt(6, dataClass.ordinal());
            try (ResultSet rows = statement.executeQuery()) {
                rows.next();
                return rows.getLong(1);
            }
        }
    }
}
