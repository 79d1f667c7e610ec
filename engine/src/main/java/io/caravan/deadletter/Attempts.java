package io.caravan.deadletter;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** The table {@code dead_letter_attempt}: a letter's history, which is only ever added to. */
final class Attempts {
    private static final String INSERT = """
            insert into dead_letter_attempt (letter_id, at, event, code, place, reason)
            select letter_id, ?, ?, code, place, reason
            from unnest(?::bigint[], ?::text[], ?::text[], ?::text[]) as happened (letter_id, code, place, reason)
            order by letter_id
            """;

    private final InstantSource clock;

    Attempts(InstantSource clock) {
        this.clock = clock;
    }

    void record(Connection connection, Events events) throws SQLException {
        if (events.letterIds.isEmpty()) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement(INSERT)) {
            statement.setTimestamp(1, Timestamp.from(clock.instant()));
            statement.setString(2, events.event);
            statement.setArray(3, connection.createArrayOf("bigint", events.letterIds.toArray()));
            statement.setArray(4, connection.createArrayOf("text", events.codes.toArray()));
            statement.setArray(5, connection.createArrayOf("text", events.places.toArray()));
            statement.setArray(6, connection.createArrayOf("text", events.reasons.toArray()));
            statement.executeUpdate();
        }
    }

    /** The same thing happened to several letters. */
    static final class Events {
        private final String event;
        private final List<Long> letterIds = new ArrayList<>();
        private final List<String> codes = new ArrayList<>();
        private final List<String> places = new ArrayList<>();
        private final List<String> reasons = new ArrayList<>();

        Events(String event) {
            this.event = event;
        }

        void add(long letterId, String code, String place, String reason) {
            letterIds.add(letterId);
            codes.add(code);
            places.add(place);
            reasons.add(reason);
        }
    }
}
