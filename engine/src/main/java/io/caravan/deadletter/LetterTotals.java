package io.caravan.deadletter;

import io.caravan.sql.Database;
import io.caravan.sql.DatabaseFailure;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves what statements changed in the counts of letters into the totals, so that a query sums few rows. Whoever asks between
 * sees the same numbers, for it is one transaction.
 */
public final class LetterTotals implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LetterTotals.class);
    private static final long EVERY_SECONDS = 5;
    private static final long STOP_SECONDS = 10;
    private static final int AT_ONCE = 20_000;
    private static final Duration TREND_KEPT = Duration.ofDays(90);

    private static final String ALONE = """
            select pg_try_advisory_xact_lock(hashtext('dead_letter_total'))
            """;

    private static final String MOVE = """
            with taken as (
                select id
                from dead_letter_change
                order by id
                limit ?
                for update skip locked),
            moved as (
                delete from dead_letter_change
                using taken
                where dead_letter_change.id = taken.id
                returning group_id, state, message_type, hour, change, last_seen),
            totals as (
                insert into dead_letter_total (group_id, state, count, last_seen)
                select group_id, state, sum(change), max(last_seen)
                from moved
                group by 1, 2
                on conflict (group_id, state) do update
                set count = dead_letter_total.count + excluded.count,
                    last_seen = greatest(dead_letter_total.last_seen, excluded.last_seen)),
            types as (
                insert into dead_letter_type_total (message_type, group_id, state, count)
                select message_type, group_id, state, sum(change)
                from moved
                group by 1, 2, 3
                having sum(change) <> 0
                on conflict (message_type, group_id, state) do update
                set count = dead_letter_type_total.count + excluded.count),
            hours as (
                insert into dead_letter_hour (group_id, hour, count)
                select group_id, hour, sum(change)
                from moved
                where hour >= ?
                group by 1, 2
                having sum(change) <> 0
                on conflict (group_id, hour) do update
                set count = dead_letter_hour.count + excluded.count)
            select count(*)
            from moved
            """;

    private static final String FORGET = """
            delete from dead_letter_hour
            where hour < ?
            """;

    private final Database database;
    private final InstantSource clock;
    private final ScheduledExecutorService thread;
    private Instant forgotten = Instant.MIN;

    public LetterTotals(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
        this.thread = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread one = new Thread(task, "deadletter-totals");
            one.setDaemon(true);
            return one;
        });
    }

    public void start() {
        thread.scheduleWithFixedDelay(this::run, EVERY_SECONDS, EVERY_SECONDS, TimeUnit.SECONDS);
    }

    /** Moves all there is. Other Caravans may do it at once: one does. */
    public void compact() {
        int moved;
        do {
            moved = database.inTransaction(this::move);
        } while (moved == AT_ONCE);
    }

    @Override
    public void close() {
        thread.shutdownNow();
        try {
            if (!thread.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
                LOG.debug("the counts of letters are still being moved");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            compact();
        } catch (DatabaseFailure e) {
            LOG.debug("the counts of letters are moved later: {}", e.getMessage());
        }
    }

    private int move(Connection connection) throws SQLException {
        if (!isAlone(connection)) {
            return 0;
        }
        Instant kept = clock.instant().minus(TREND_KEPT);
        if (forgotten.isBefore(kept.minus(Duration.ofHours(1)))) {
            try (PreparedStatement statement = connection.prepareStatement(FORGET)) {
                statement.setTimestamp(1, Timestamp.from(kept));
                statement.executeUpdate();
            }
            forgotten = kept;
        }
        try (PreparedStatement statement = connection.prepareStatement(MOVE)) {
            statement.setInt(1, AT_ONCE);
            statement.setTimestamp(2, Timestamp.from(kept));
            try (ResultSet rows = statement.executeQuery()) {
                rows.next();
                return rows.getInt(1);
            }
        }
    }

    private static boolean isAlone(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(ALONE)) {
            rows.next();
            return rows.getBoolean(1);
        }
    }
}
