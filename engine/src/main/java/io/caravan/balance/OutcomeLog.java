package io.caravan.balance;

import io.caravan.ledger.Outcome;
import io.caravan.message.DataClass;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Writes what became of journal entries, in the caller's transaction: the outcome, its counter, and the end of a replay.
 *
 * <p>Recording is idempotent: an entry that has its outcome keeps it and is not counted again. An undelivered outcome is in
 * flight; it is counted when it is delivered, or when it becomes a dead letter because the target refused it.
 *
 * <p>Call it last in a transaction, and once: it moves counters (see {@link Tallies}).
 */
public final class OutcomeLog {
    private static final String RECORD = """
            insert into outcome (journal_id, outcome, delivered, at)
            select journal_id, outcome, delivered, ?
            from unnest(?::bigint[], ?::smallint[], ?::boolean[]) as recorded (journal_id, outcome, delivered)
            order by journal_id
            on conflict (journal_id) do update
            set outcome = case when excluded.outcome = %1$d then excluded.outcome else outcome.outcome end,
                delivered = true,
                at = excluded.at
            where not outcome.delivered and excluded.delivered
            returning journal_id, outcome, delivered
            """.formatted(Outcome.DEAD_LETTERED.ordinal());

    private static final String DELIVERED = """
            update outcome
            set delivered = true, at = ?
            from journal
            where journal.id = outcome.journal_id
              and outcome.journal_id = any(?)
              and not outcome.delivered
            returning outcome.journal_id, outcome.outcome, journal.data_class
            """;

    private final Tallies tallies;
    private final Replays replays;
    private final InstantSource clock;

    public OutcomeLog(Tallies tallies, Replays replays, InstantSource clock) {
        this.tallies = tallies;
        this.replays = replays;
        this.clock = clock;
    }

    /** Records outcomes, and counts those that are delivered. */
    public void record(Connection connection, List<Recorded> outcomes) throws SQLException {
        record(connection, outcomes, new Tallies.Changes());
    }

    /** Records outcomes, and moves further counters in the same statement. */
    public void record(Connection connection, List<Recorded> outcomes, Tallies.Changes further) throws SQLException {
        if (!outcomes.isEmpty()) {
            Map<Long, Outcome> ended = insert(connection, outcomes, further);
            replays.ended(connection, ended);
        }
        tallies.add(connection, further);
    }

    /** The target holds what these entries meant. */
    public void delivered(Connection connection, long[] journalIds) throws SQLException {
        long[] ids = journalIds.clone();
        Arrays.sort(ids);
        Tallies.Changes changes = new Tallies.Changes();
        Map<Long, Outcome> ended = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(DELIVERED)) {
            statement.setTimestamp(1, now());
            statement.setObject(2, ids);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    Outcome outcome = Outcome.values()[rows.getInt(2)];
                    ended.put(rows.getLong(1), outcome);
                    changes.add(DataClass.values()[rows.getInt(3)], Tally.of(outcome), 1);
                }
            }
        }
        replays.ended(connection, ended);
        tallies.add(connection, changes);
    }

    private Map<Long, Outcome> insert(Connection connection, List<Recorded> outcomes, Tallies.Changes changes)
            throws SQLException {
        List<Recorded> sorted = new ArrayList<>(outcomes);
        sorted.sort(Comparator.comparingLong(Recorded::journalId));
        int size = sorted.size();
        Long[] ids = new Long[size];
        Short[] codes = new Short[size];
        Boolean[] delivered = new Boolean[size];
        Map<Long, DataClass> classes = new HashMap<>(size * 2);
        for (int i = 0; i < size; i++) {
            Recorded one = sorted.get(i);
            ids[i] = one.journalId();
            codes[i] = (short) one.outcome().ordinal();
            delivered[i] = one.delivered();
            classes.put(one.journalId(), one.dataClass());
        }
        Map<Long, Outcome> ended = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(RECORD)) {
            statement.setTimestamp(1, now());
            statement.setArray(2, connection.createArrayOf("bigint", ids));
            statement.setArray(3, connection.createArrayOf("smallint", codes));
            statement.setArray(4, connection.createArrayOf("boolean", delivered));
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    if (rows.getBoolean(3)) {
                        Outcome outcome = Outcome.values()[rows.getInt(2)];
                        ended.put(rows.getLong(1), outcome);
                        changes.add(Objects.requireNonNull(classes.get(rows.getLong(1))), Tally.of(outcome), 1);
                    }
                }
            }
        }
        return ended;
    }

    private Timestamp now() {
        return Timestamp.from(clock.instant());
    }

    /** @param delivered whether the target holds it; false = in flight until {@link #delivered} */
    public record Recorded(long journalId, DataClass dataClass, Outcome outcome, boolean delivered) {}

    /** Whoever replays entries learns, in the same transaction, that they ended. */
    @FunctionalInterface
    public interface Replays {
        Replays NONE = (connection, outcomes) -> {};

        /** @param outcomes by journal id; most of them are of no replay */
        void ended(Connection connection, Map<Long, Outcome> outcomes) throws SQLException;
    }
}
