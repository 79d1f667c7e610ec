package io.caravan.sequence;

import io.caravan.journal.JournalEntry;
import io.caravan.message.DataClass;
import io.caravan.sql.Database;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * The table {@code parked}. Nothing in it says that an entry may go: it may when no unresolved letter and no parked entry of
 * its patient is before it. So the release of an entry is the very transaction in which the one before it ends.
 *
 * <p>An entry that has its outcome is not parked any more, whether its row is still there or not.
 */
final class ParkedTable implements Parked {
    private static final int MOST_AT_ONCE = 1000;

    private static final String PARK = """
            insert into parked (journal_id, data_class, patient_hash, at)
            select ?, ?, ?, ?
            where (? and exists (
                      select from dead_letter
                      where data_class = ? and patient_hash = ? and state in (0, 1, 2) and journal_id < ?))
               or exists (
                      select from parked as before
                      where before.data_class = ? and before.patient_hash = ? and before.journal_id < ?
                        and not exists (select from outcome where outcome.journal_id = before.journal_id))
            on conflict (journal_id) do update set data_class = excluded.data_class
            returning journal_id
            """;

    private static final String ANY = """
            select exists (
                       select from dead_letter
                       where data_class = ? and patient_hash = ? and state in (0, 1, 2) and journal_id is not null)
                or exists (
                       select from parked
                       where data_class = ? and patient_hash = ?)
            """;

    private static final String FORGET_ENDED = """
            delete from parked
            using outcome
            where parked.data_class = ? and parked.patient_hash = ?
              and outcome.journal_id = parked.journal_id
            """;

    private static final String NEXT = """
            select next.journal_id
            from (
                select journal_id
                from parked
                where data_class = ? and patient_hash = ?
                  and not exists (select from outcome where outcome.journal_id = parked.journal_id)
                order by journal_id
                limit 1) as next
            where not ? or not exists (
                select from dead_letter
                where data_class = ? and patient_hash = ? and state in (0, 1, 2) and journal_id < next.journal_id)
            """;

    private static final String FORGET_ALL_ENDED = """
            delete from parked
            using outcome
            where parked.data_class = ?
              and outcome.journal_id = parked.journal_id
            """;

    private static final String FIRSTS = """
            select next.patient_hash, next.journal_id
            from (
                select distinct on (patient_hash) patient_hash, journal_id
                from parked
                where data_class = ?
                  and not exists (select from outcome where outcome.journal_id = parked.journal_id)
                order by patient_hash, journal_id) as next
            where not ? or not exists (
                select from dead_letter
                where data_class = ? and patient_hash = next.patient_hash and state in (0, 1, 2)
                  and journal_id < next.journal_id)
            order by next.journal_id
            limit %d
            """.formatted(MOST_AT_ONCE);

    private static final String BLOCKED = """
            select patient_hash, max(journal_id)
            from (
                select patient_hash, journal_id
                from dead_letter
                where ? and data_class = ? and state in (0, 1, 2) and journal_id is not null and patient_hash <> 0
                union all
                select patient_hash, journal_id
                from parked
                where data_class = ?) as blocking
            group by patient_hash
            limit ?
            """;

    private static final String EMPTY = """
            select not exists (select from parked where data_class = ?)
            """;

    private static final String COUNTS = """
            select data_class, count(*)
            from parked
            where not exists (select from outcome where outcome.journal_id = parked.journal_id)
            group by data_class
            """;

    private static final String BEHIND = """
            select count(*)
            from dead_letter as letter
            join parked on parked.data_class = letter.data_class
                and parked.patient_hash = letter.patient_hash
                and parked.journal_id > letter.journal_id
            where letter.id = ?
              and letter.state in (0, 1, 2)
              and not exists (select from outcome where outcome.journal_id = parked.journal_id)
            """;

    private final Database database;
    private final InstantSource clock;

    ParkedTable(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    /** What was found about an entry. */
    enum Way {
        /** It waits; that is committed. */
        PARKED,
        /** It may go; others of its patient may have to wait. */
        FREE,
        /** It may go, and nothing of its patient is left. */
        CLEAR
    }

    /** @param holds whether letters are waited for; else only entries that are parked already */
    Way park(JournalEntry entry, boolean holds) {
        return database.inRepeatedTransaction(connection -> {
            if (insert(connection, entry, holds)) {
                return Way.PARKED;
            }
            return isAny(connection, entry) ? Way.FREE : Way.CLEAR;
        });
    }

    private boolean insert(Connection connection, JournalEntry entry, boolean holds) throws SQLException {
        int dataClass = entry.dataClass().ordinal();
        try (PreparedStatement statement = connection.prepareStatement(PARK)) {
            statement.setLong(1, entry.id());
            statement.setInt(2, dataClass);
            statement.setLong(3, entry.patientHash());
            statement.setTimestamp(4, Timestamp.from(clock.instant()));
            statement.setBoolean(5, holds);
            for (int first = 6; first <= 9; first += 3) {
                statement.setInt(first, dataClass);
                statement.setLong(first + 1, entry.patientHash());
                statement.setLong(first + 2, entry.id());
            }
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next();
            }
        }
    }

    private static boolean isAny(Connection connection, JournalEntry entry) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(ANY)) {
            for (int first = 1; first <= 3; first += 2) {
                statement.setInt(first, entry.dataClass().ordinal());
                statement.setLong(first + 1, entry.patientHash());
            }
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() && rows.getBoolean(1);
            }
        }
    }

    /** The entry of the patient that may go now; forgets those that went. */
    OptionalLong next(DataClass dataClass, long patientHash, boolean holds) {
        return database.inRepeatedTransaction(connection -> {
            try (PreparedStatement forget = connection.prepareStatement(FORGET_ENDED);
                    PreparedStatement next = connection.prepareStatement(NEXT)) {
                forget.setInt(1, dataClass.ordinal());
                forget.setLong(2, patientHash);
                forget.executeUpdate();
                next.setInt(1, dataClass.ordinal());
                next.setLong(2, patientHash);
                next.setBoolean(3, holds);
                next.setInt(4, dataClass.ordinal());
                next.setLong(5, patientHash);
                try (ResultSet rows = next.executeQuery()) {
                    return rows.next() ? OptionalLong.of(rows.getLong(1)) : OptionalLong.empty();
                }
            }
        });
    }

    /** Of each patient the entry that may go now; a bounded number of them, the oldest first. Forgets those that went. */
    Map<Long, Long> nextOfAll(DataClass dataClass, boolean holds) {
        return database.inRepeatedTransaction(connection -> {
            try (PreparedStatement forget = connection.prepareStatement(FORGET_ALL_ENDED);
                    PreparedStatement firsts = connection.prepareStatement(FIRSTS)) {
                forget.setInt(1, dataClass.ordinal());
                forget.executeUpdate();
                firsts.setInt(1, dataClass.ordinal());
                firsts.setBoolean(2, holds);
                firsts.setInt(3, dataClass.ordinal());
                return pairs(firsts);
            }
        });
    }

    /** Patients with a letter that holds or with parked entries, each with the newest of these. */
    Map<Long, Long> blocked(DataClass dataClass, boolean holds, int most) {
        return database.inTransaction(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(BLOCKED)) {
                statement.setBoolean(1, holds);
                statement.setInt(2, dataClass.ordinal());
                statement.setInt(3, dataClass.ordinal());
                statement.setInt(4, most);
                return pairs(statement);
            }
        });
    }

    boolean isEmpty(DataClass dataClass) {
        return database.inTransaction(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(EMPTY)) {
                statement.setInt(1, dataClass.ordinal());
                try (ResultSet rows = statement.executeQuery()) {
                    return rows.next() && rows.getBoolean(1);
                }
            }
        });
    }

    @Override
    public Map<DataClass, Long> counts() {
        return database.inTransaction(connection -> {
            Map<DataClass, Long> counts = new EnumMap<>(DataClass.class);
            try (PreparedStatement statement = connection.prepareStatement(COUNTS);
                    ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    counts.put(DataClass.values()[rows.getInt(1)], rows.getLong(2));
                }
            }
            return counts;
        });
    }

    @Override
    public long behind(long letterId) {
        return database.inTransaction(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(BEHIND)) {
                statement.setLong(1, letterId);
                try (ResultSet rows = statement.executeQuery()) {
                    return rows.next() ? rows.getLong(1) : 0L;
                }
            }
        });
    }

    private static Map<Long, Long> pairs(PreparedStatement statement) throws SQLException {
        Map<Long, Long> pairs = new LinkedHashMap<>();
        try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                pairs.put(rows.getLong(1), rows.getLong(2));
            }
        }
        return pairs;
    }
}
