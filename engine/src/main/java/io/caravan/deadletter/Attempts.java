package io.caravan.deadletter;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** The table {@code dead_letter_attempt}: a letter's history, which is only ever added to. */
final class Attempts {
    private static final String INSERT = """
            insert into dead_letter_attempt (letter_id, at, event, actor, code, place, reason, route_version, map_version)
            select letter_id, ?, ?, ?, code, place, reason, route_version, map_version
            from unnest(?::bigint[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[])
                as happened (letter_id, code, place, reason, route_version, map_version)
            order by letter_id
            """;

    private static final String HISTORY = """
            select at, event, code, place, reason, actor, route_version, map_version
            from dead_letter_attempt
            where letter_id = ?
            order by id
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
            statement.setString(3, events.actor);
            statement.setArray(4, connection.createArrayOf("bigint", events.letterIds.toArray()));
            statement.setArray(5, connection.createArrayOf("text", events.codes.toArray()));
            statement.setArray(6, connection.createArrayOf("text", events.places.toArray()));
            statement.setArray(7, connection.createArrayOf("text", events.reasons.toArray()));
            statement.setArray(8, connection.createArrayOf("text", events.routes.toArray()));
            statement.setArray(9, connection.createArrayOf("text", events.maps.toArray()));
            statement.executeUpdate();
        }
    }

    /** The same was done to all of them. */
    void record(Connection connection, String event, List<DeadLetter> letters, Decision decision) throws SQLException {
        Events events = new Events(event, decision.actor());
        letters.forEach(
                letter -> events.add(letter.id(), letter.code(), letter.place(), decision.reason(), Ran.UNKNOWN));
        record(connection, events);
    }

    /** Oldest first. */
    List<Attempt> history(Connection connection, long letterId) throws SQLException {
        List<Attempt> history = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(HISTORY)) {
            statement.setLong(1, letterId);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    history.add(new Attempt(
                            rows.getTimestamp(1).toInstant(),
                            rows.getString(2),
                            rows.getString(3),
                            rows.getString(4),
                            rows.getString(5),
                            rows.getString(6),
                            new Ran(rows.getString(7), rows.getString(8))));
                }
            }
        }
        return history;
    }

    /** The same thing happened to several letters. */
    static final class Events {
        private final String event;
        private final String actor;
        private final List<Long> letterIds = new ArrayList<>();
        private final List<String> codes = new ArrayList<>();
        private final List<String> places = new ArrayList<>();
        private final List<String> reasons = new ArrayList<>();
        private final List<String> routes = new ArrayList<>();
        private final List<String> maps = new ArrayList<>();

        /** Of Caravan itself. */
        Events(String event) {
            this(event, Decision.CARAVAN);
        }

        Events(String event, String actor) {
            this.event = event;
            this.actor = actor;
        }

        void add(long letterId, String code, String place, String reason, Ran ran) {
            letterIds.add(letterId);
            codes.add(code);
            places.add(place);
            reasons.add(reason);
            routes.add(ran.route());
            maps.add(ran.map());
        }
    }
}
