package io.caravan.deadletter;

import io.caravan.balance.Tallies;
import io.caravan.balance.Tally;
import io.caravan.ledger.Outcome;
import io.caravan.message.DataClass;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Takes back the outcome of what is replayed, so that it counts as in flight again.
 *
 * <p>What only its target refused was folded already, and folding it again changes nothing. Its outcome therefore stays, as
 * one that is not delivered: then the ledger delivers its resources again.
 */
final class ReopenedOutcomes {
    private static final String FORGET = """
            with gone as (
                delete from outcome
                where journal_id = any(?)
                returning journal_id, outcome, delivered),
            waiting as (
                delete from retry_entry
                using gone
                where retry_entry.journal_id = gone.journal_id)
            select journal_id, outcome, delivered
            from gone
            """;

    private static final String DELIVER_AGAIN = """
            with before as (
                select journal_id, outcome
                from outcome
                where journal_id = any(?) and delivered
                order by journal_id
                for update)
            update outcome
            set outcome = %d, delivered = false
            from before
            where before.journal_id = outcome.journal_id
            returning outcome.journal_id, before.outcome, true
            """.formatted(Outcome.APPLIED.ordinal());

    private final Tallies tallies = new Tallies();

    void reopen(Connection connection, List<DeadLetter> letters) throws SQLException {
        Map<Long, DataClass> classes = new HashMap<>();
        List<Long> refusedByTarget = new ArrayList<>();
        List<Long> others = new ArrayList<>();
        Tallies.Changes changes = new Tallies.Changes();
        for (DeadLetter letter : letters) {
            if (letter.journalId().isPresent()) {
                long journalId = letter.journalId().get();
                classes.put(journalId, letter.dataClass());
                (letter.place().startsWith("deliver ") ? refusedByTarget : others).add(journalId);
            } else { // the replay reads it anew
                changes.add(letter.dataClass(), Tally.READ, -1);
                changes.add(letter.dataClass(), Tally.DEAD_LETTERED, -1);
            }
        }
        run(connection, FORGET, others, classes, changes);
        run(connection, DELIVER_AGAIN, refusedByTarget, classes, changes);
        tallies.add(connection, changes);
    }

    private static void run(
            Connection connection, String sql, List<Long> ids, Map<Long, DataClass> classes, Tallies.Changes changes)
            throws SQLException {
        if (ids.isEmpty()) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setArray(1, connection.createArrayOf("bigint", ids.toArray()));
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    if (rows.getBoolean(3)) { // else it was not counted yet
                        DataClass dataClass = Objects.requireNonNull(classes.get(rows.getLong(1)));
                        changes.add(dataClass, Tally.of(Outcome.values()[rows.getInt(2)]), -1);
                    }
                }
            }
        }
    }
}
