package io.caravan.retry;

import io.caravan.message.DataClass;
import io.caravan.sql.Database;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Reads the tables of what waits. */
public final class PostgresRetries implements Retries {
    private static final String GROUPS = """
            select data_class, 0, code, 1, 0, attempts, since, due
            from target_away
            union all
            select retry.data_class, 1, retry.code, count(distinct retry.resource_id), count(distinct entry.journal_id),
                max(retry.attempts), min(retry.since), min(retry.due)
            from retry
            left join retry_entry as entry
                on entry.data_class = retry.data_class and entry.resource_id = retry.resource_id
            group by retry.data_class, retry.code
            union all
            select data_class, 2, code, count(*), count(*), max(attempts), min(since), min(due)
            from retry_message
            group by data_class, code
            union all
            select run.data_class, 3, segment.code, count(*), 0, max(segment.attempts), min(segment.started_at),
                min(segment.due)
            from segment
            join backfill_run as run on run.id = segment.run_id
            where not segment.done
              and segment.due is not null
            group by run.data_class, segment.code
            order by 1, 2, 3
            """;

    private static final String MESSAGES = """
            select entry.journal_id, max(entry.control_id), min(retry.code), max(retry.attempts), min(retry.since),
                max(retry.due)
            from retry_entry as entry
            join retry on retry.data_class = entry.data_class and retry.resource_id = entry.resource_id
            where entry.data_class = ?
            group by entry.journal_id
            union all
            select journal_id, '', code, attempts, since, due
            from retry_message
            where data_class = ?
            order by 1
            limit ?
            """;

    private final Database database;
    private final Consumer<DataClass> now;

    /** @param now what is done to try at once */
    public PostgresRetries(Database database, Consumer<DataClass> now) {
        this.database = database;
        this.now = now;
    }

    @Override
    public List<Group> groups() {
        return database.inTransaction(connection -> {
            List<Group> groups = new ArrayList<>();
            try (PreparedStatement statement = connection.prepareStatement(GROUPS);
                    ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    groups.add(new Group(
                            DataClass.values()[rows.getInt(1)],
                            Kind.values()[rows.getInt(2)],
                            rows.getString(3),
                            rows.getLong(4),
                            rows.getLong(5),
                            rows.getInt(6),
                            rows.getTimestamp(7).toInstant(),
                            rows.getTimestamp(8).toInstant()));
                }
            }
            return groups;
        });
    }

    @Override
    public List<Message> messages(DataClass dataClass, int limit) {
        return database.inTransaction(connection -> {
            List<Message> messages = new ArrayList<>();
            try (PreparedStatement statement = connection.prepareStatement(MESSAGES)) {
                statement.setInt(1, dataClass.ordinal());
                statement.setInt(2, dataClass.ordinal());
                statement.setInt(3, limit);
                try (ResultSet rows = statement.executeQuery()) {
                    while (rows.next()) {
                        messages.add(new Message(
                                rows.getLong(1),
                                dataClass,
                                rows.getString(2),
                                rows.getString(3),
                                rows.getInt(4),
                                rows.getTimestamp(5).toInstant(),
                                rows.getTimestamp(6).toInstant()));
                    }
                }
            }
            return messages;
        });
    }

    @Override
    public void now(DataClass dataClass) {
        now.accept(dataClass);
    }
}
