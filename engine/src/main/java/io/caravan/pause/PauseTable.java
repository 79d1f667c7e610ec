package io.caravan.pause;

import io.caravan.deadletter.DeadLetter;
import io.caravan.deadletter.Openings.Opening;
import io.caravan.message.DataClass;
import io.caravan.sql.Database;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The table {@code class_pause}: the pauses, and those that were. */
final class PauseTable {
    private static final String ACTIVE = """
            select data_class, since, actor, reason, code, place, count, passing
            from class_pause
            where ended_at is null
            """;

    private static final String BEGIN = """
            insert into class_pause (data_class, since, actor, reason, code, place, count, passing)
            values (?, ?, ?, ?, ?, ?, ?, ?)
            on conflict (data_class) where ended_at is null do nothing
            """;

    private static final String END = """
            update class_pause
            set ended_at = ?, ended_by = ?
            where data_class = ?
              and ended_at is null
            """;

    private static final String RECENT = """
            select count(*)
            from class_pause
            where data_class = ?
              and passing
              and since > ?
            """;

    /** Failures since the last pause ended: they would have been counted if there had been no restart. */
    private static final String FAILURES = """
            select journal_id, patient_hash, code, cause, place, first_seen
            from dead_letter
            where state in (0, 1)
              and data_class = ?
              and journal_id is not null
              and first_seen > greatest(?, (select max(ended_at) from class_pause where data_class = ?))
            order by first_seen desc, id desc
            limit ?
            """;

    private final Database database;

    PauseTable(Database database) {
        this.database = database;
    }

    record Failed(Opening letter, Instant at) {}

    Map<DataClass, ClassPause> active() {
        return database.inTransaction(connection -> {
            Map<DataClass, ClassPause> pauses = new EnumMap<>(DataClass.class);
            try (PreparedStatement statement = connection.prepareStatement(ACTIVE);
                    ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    ClassPause pause = pause(rows);
                    pauses.put(pause.dataClass(), pause);
                }
            }
            return pauses;
        });
    }

    private static ClassPause pause(ResultSet row) throws SQLException {
        return new ClassPause(
                DataClass.values()[row.getInt(1)],
                row.getTimestamp(2).toInstant(),
                row.getString(3),
                row.getString(4),
                new ClassPause.Cause(row.getString(5), row.getString(6), row.getInt(7), row.getBoolean(8)));
    }

    /** Changes nothing where the class is paused already. */
    void begin(ClassPause pause) {
        database.inRepeatedTransaction(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(BEGIN)) {
                statement.setInt(1, pause.dataClass().ordinal());
                statement.setTimestamp(2, Timestamp.from(pause.since()));
                statement.setString(3, pause.actor());
                statement.setString(4, pause.reason());
                statement.setString(5, pause.cause().code());
                statement.setString(6, pause.cause().place());
                statement.setInt(7, pause.cause().count());
                statement.setBoolean(8, pause.cause().passing());
                return statement.executeUpdate();
            }
        });
    }

    void end(DataClass dataClass, String actor, Instant at) {
        database.inRepeatedTransaction(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(END)) {
                statement.setTimestamp(1, Timestamp.from(at));
                statement.setString(2, actor);
                statement.setInt(3, dataClass.ordinal());
                return statement.executeUpdate();
            }
        });
    }

    /** How often the class was paused by causes that pass, the present time included. */
    int passing(DataClass dataClass, Instant since) {
        return database.inTransaction(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(RECENT)) {
                statement.setInt(1, dataClass.ordinal());
                statement.setTimestamp(2, Timestamp.from(since));
                try (ResultSet rows = statement.executeQuery()) {
                    return rows.next() ? rows.getInt(1) : 0;
                }
            }
        });
    }

    /** Letters of messages since a time, oldest first; at most so many as are worth counting. */
    List<Failed> failures(DataClass dataClass, Instant since, int most) {
        return database.inTransaction(connection -> {
            List<Failed> found = new ArrayList<>();
            try (PreparedStatement statement = connection.prepareStatement(FAILURES)) {
                statement.setInt(1, dataClass.ordinal());
                statement.setTimestamp(2, Timestamp.from(since));
                statement.setInt(3, dataClass.ordinal());
                statement.setInt(4, most);
                try (ResultSet rows = statement.executeQuery()) {
                    while (rows.next()) {
                        Opening letter = new Opening(
                                rows.getLong(1),
                                dataClass,
                                rows.getLong(2),
                                rows.getString(3),
                                DeadLetter.Cause.values()[rows.getInt(4)],
                                rows.getString(5),
                                1);
                        found.add(new Failed(letter, rows.getTimestamp(6).toInstant()));
                    }
                }
            }
            Collections.reverse(found);
            return found;
        });
    }
}
