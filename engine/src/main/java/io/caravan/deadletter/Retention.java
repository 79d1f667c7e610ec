package io.caravan.deadletter;

import io.caravan.sql.Database;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Takes from letters that are closed long enough what they hold: copies of rows, and edits. What they are (cause, place,
 * history, who did what) stays, and so does the journal. Never touches a letter that is open, held or replaying.
 */
public final class Retention {
    private static final int BATCH = 500;

    private static final String ARCHIVE = """
            with closed as (
                select id
                from dead_letter
                where state in (3, 4, 5) and archived_at is null and changed_at < ?
                order by changed_at
                limit %d
                for update skip locked),
            edits as (
                update dead_letter_edit
                set sealed = null
                from closed
                where letter_id = closed.id and dead_letter_edit.sealed is not null)
            update dead_letter
            set sealed = null, archived_at = ?
            from closed
            where dead_letter.id = closed.id
            """.formatted(BATCH);

    private final Database database;
    private final Duration keep;
    private final InstantSource clock;

    /** @param keep how long a closed letter keeps what it holds */
    public Retention(Database database, Duration keep, InstantSource clock) {
        this.database = database;
        this.keep = keep;
        this.clock = clock;
    }

    /**
     * A batch at a time, so that nobody waits for it.
     *
     * @return how many letters were archived
     */
    public int run() {
        Instant now = clock.instant();
        int all = 0;
        int archived;
        do {
            archived = database.inRepeatedTransaction(connection -> archive(connection, now));
            all += archived;
        } while (archived == BATCH);
        return all;
    }

    private int archive(Connection connection, Instant now) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(ARCHIVE)) {
            statement.setTimestamp(1, Timestamp.from(now.minus(keep)));
            statement.setTimestamp(2, Timestamp.from(now));
            return statement.executeUpdate();
        }
    }
}
