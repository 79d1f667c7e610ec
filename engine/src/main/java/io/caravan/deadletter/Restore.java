package io.caravan.deadletter;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes discarded letters open again. What a letter held must still be there, and of a row's letters only the newest can be
 * opened: a row has one open letter at most.
 */
final class Restore {
    private static final String LOCK = """
            select id
            from dead_letter
            where id = any(?)
            order by id
            for update
            """;

    private static final String OPEN = """
            update dead_letter as letter
            set state = 0, changed_at = ?, archived_at = null
            where id = any(?)
              and state = 5
              and (archived_at is null or (journal_id is not null and version = 0))
              and not exists (
                select 1
                from dead_letter as other
                where letter.journal_id is null
                  and other.journal_id is null
                  and other.data_class = letter.data_class
                  and other.source = letter.source
                  and other.row_key = letter.row_key
                  and (other.state in (0, 1, 2) or other.id > letter.id))
            returning id
            """;

    /** @return the numbers of those that are open again */
    List<Long> open(Connection connection, List<Long> ids, Instant now) throws SQLException {
        try (PreparedStatement lock = connection.prepareStatement(LOCK)) {
            lock.setArray(1, connection.createArrayOf("bigint", ids.toArray()));
            lock.execute();
        }
        List<Long> opened = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(OPEN)) {
            statement.setTimestamp(1, Timestamp.from(now));
            statement.setArray(2, connection.createArrayOf("bigint", ids.toArray()));
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    opened.add(rows.getLong(1));
                }
            }
        }
        return opened;
    }
}
