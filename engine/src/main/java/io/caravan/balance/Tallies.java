package io.caravan.balance;

import io.caravan.message.DataClass;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.Map;

/**
 * The counters. They are moved in the transaction of what they count, so that they can never disagree with it.
 *
 * <p>A counter is a row that all transactions of its class share: move it in the last statement before the commit, and once.
 */
public final class Tallies {
    private static final String ADD = """
            insert into tally (data_class, name, count)
            select data_class, name, change
            from unnest(?::smallint[], ?::text[], ?::bigint[]) as changed (data_class, name, change)
            order by data_class, name
            on conflict (data_class, name) do update set count = tally.count + excluded.count
            """;

    /** Adds to all counters named, in one statement. */
    public void add(Connection connection, Changes changes) throws SQLException {
        int size = changes.size();
        if (size == 0) {
            return;
        }
        Short[] classes = new Short[size];
        String[] names = new String[size];
        Long[] counts = new Long[size];
        int i = 0;
        for (Map.Entry<DataClass, EnumMap<Tally, Long>> ofClass : changes.counts.entrySet()) {
            for (Map.Entry<Tally, Long> change : ofClass.getValue().entrySet()) {
                classes[i] = (short) ofClass.getKey().ordinal();
                names[i] = change.getKey().label();
                counts[i] = change.getValue();
                i++;
            }
        }
        try (PreparedStatement statement = connection.prepareStatement(ADD)) {
            statement.setArray(1, connection.createArrayOf("smallint", classes));
            statement.setArray(2, connection.createArrayOf("text", names));
            statement.setArray(3, connection.createArrayOf("bigint", counts));
            statement.executeUpdate();
        }
    }

    /** What is to be added; not safe for threads. */
    public static final class Changes {
        private final EnumMap<DataClass, EnumMap<Tally, Long>> counts = new EnumMap<>(DataClass.class);

        public Changes add(DataClass dataClass, Tally tally, long change) {
            if (change != 0) {
                counts.computeIfAbsent(dataClass, any -> new EnumMap<>(Tally.class))
                        .merge(tally, change, Long::sum);
            }
            return this;
        }

        private int size() {
            return counts.values().stream().mapToInt(Map::size).sum();
        }
    }
}
