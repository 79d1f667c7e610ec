package io.caravan.journal;

import io.caravan.alert.Condition;
import io.caravan.message.DataClass;
import io.caravan.sql.Database;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Sources that are silent for longer than they were declared to be. When each was last heard is kept, so that a restart does
 * not forget it; the time without Caravan counts as silence, but for {@link #settle()}, in which senders come back.
 */
public final class SilentFeeds implements Condition {
    private static final Duration COME_BACK = Duration.ofMinutes(1);

    /** So much is looked through at once; who was not heard in that was not heard for long. */
    private static final long MOST_ENTRIES = 50_000;

    private static final String HEARD = """
            with newest as (
                select coalesce(max(id), 0) as id
                from journal
            )
            select newest.id, journal.source, journal.data_class, max(journal.received_at)
            from newest
            left join journal on journal.id > greatest(?, newest.id - ?) and journal.id <= newest.id
            group by newest.id, journal.source, journal.data_class
            """;

    private static final String REMEMBER = """
            insert into feed_heard (source, data_class, at)
            values (?, ?, ?)
            on conflict (source) do update
            set data_class = excluded.data_class, at = greatest(feed_heard.at, excluded.at)
            """;

    private static final String BEGIN = """
            insert into feed_heard (source, data_class, at)
            values (?, ?, ?)
            on conflict (source) do nothing
            """;

    private static final String KNOWN = """
            select source, at
            from feed_heard
            """;

    private final Database database;
    private final Map<String, Declared> declared;
    private final InstantSource clock;
    private long lookedTo;

    /**
     * What is usual.
     *
     * @param silence longer than this is not usual
     * @param up what counts as silence
     */
    public record Declared(DataClass dataClass, Duration silence, Up up) {

        /** Of a source that is never expected to be down. */
        public Declared(DataClass dataClass, Duration silence) {
            this(dataClass, silence, Duration::between);
        }
    }

    /** How much of a time a source was expected to be up. */
    @FunctionalInterface
    public interface Up {
        Duration between(Instant from, Instant to);
    }

    /** @param declared by source; others are never silent */
    public SilentFeeds(Database database, Map<String, Declared> declared, InstantSource clock) {
        this.database = database;
        this.declared = new TreeMap<>(declared);
        this.clock = clock;
    }

    @Override
    public String kind() {
        return "feed-silent";
    }

    @Override
    public Duration settle() {
        return COME_BACK;
    }

    @Override
    public synchronized List<Standing> standing() {
        if (declared.isEmpty()) {
            return List.of();
        }
        Instant now = clock.instant();
        Map<String, Instant> heard = database.inTransaction(connection -> {
            listen(connection, now);
            return known(connection);
        });
        List<Standing> silent = new ArrayList<>();
        declared.forEach((source, usual) -> {
            Instant last = heard.getOrDefault(source, now);
            boolean isLong = last.plus(usual.silence()).isBefore(now);
            if (isLong && usual.up().between(last, now).compareTo(usual.silence()) > 0) {
                silent.add(new Standing(
                        Optional.of(usual.dataClass()),
                        source,
                        "Nothing came from " + source + " since " + last + "; " + shown(usual.silence())
                                + " is declared as the longest silence. Look at the sender and the network."));
            }
        });
        return silent;
    }

    private void listen(Connection connection, Instant now) throws SQLException {
        try (PreparedStatement ask = connection.prepareStatement(HEARD);
                PreparedStatement remember = connection.prepareStatement(REMEMBER);
                PreparedStatement begin = connection.prepareStatement(BEGIN)) {
            ask.setLong(1, lookedTo);
            ask.setLong(2, MOST_ENTRIES);
            try (ResultSet rows = ask.executeQuery()) {
                while (rows.next()) {
                    lookedTo = rows.getLong(1);
                    String source = rows.getString(2); // null = nothing new
                    if (source != null && declared.containsKey(source)) {
                        remember.setString(1, source);
                        remember.setShort(2, rows.getShort(3));
                        remember.setTimestamp(3, rows.getTimestamp(4));
                        remember.addBatch();
                    }
                }
            }
            remember.executeBatch();
            for (Map.Entry<String, Declared> one : declared.entrySet()) {
                begin.setString(1, one.getKey());
                begin.setShort(2, (short) one.getValue().dataClass().ordinal());
                begin.setTimestamp(3, Timestamp.from(now));
                begin.addBatch();
            }
            begin.executeBatch();
        }
    }

    private static Map<String, Instant> known(Connection connection) throws SQLException {
        Map<String, Instant> known = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(KNOWN);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                known.put(rows.getString(1), rows.getTimestamp(2).toInstant());
            }
        }
        return known;
    }

    private static String shown(Duration span) {
        return span.toMinutes() > 0 ? span.toMinutes() + " min" : span.toSeconds() + " s";
    }
}
