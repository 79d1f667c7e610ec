package io.caravan.finding;

import io.caravan.message.DataClass;
import io.caravan.message.Finding;
import io.caravan.sql.Database;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The table {@code finding}. */
public final class PostgresFindings implements Findings {
    private static final int COLUMNS = 7;

    private static final String INSERT = """
            insert into finding (data_class, source, code, place, journal_id, control_id, row_key, at)
            select data_class, source, code, place, nullif(journal_id, 0), control_id, row_key, ?
            from unnest(?::smallint[], ?::text[], ?::text[], ?::text[], ?::bigint[], ?::text[], ?::text[])
                as noted (data_class, source, code, place, journal_id, control_id, row_key)
            """;

    private static final String LIST = """
            select id, data_class, source, code, place, journal_id, control_id, row_key, at
            from finding
            where id < ?
              and (?::smallint is null or data_class = ?::smallint)
              and (?::text is null or source = ?::text)
              and (?::text is null or code = ?::text)
              and (?::timestamptz is null or at >= ?::timestamptz)
            order by id desc
            limit ?
            """;

    private static final String SUMMARY = """
            select data_class, source, code, place, count(*), max(at)
            from finding
            where (?::smallint is null or data_class = ?::smallint)
              and (?::text is null or source = ?::text)
              and (?::text is null or code = ?::text)
              and (?::timestamptz is null or at >= ?::timestamptz)
            group by data_class, source, code, place
            order by count(*) desc, data_class, source, code, place
            limit ?
            """;

    private final Database database;
    private final InstantSource clock;

    public PostgresFindings(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    /** Inserts all in one statement of the caller's transaction. */
    public void insert(Connection connection, List<Noted> findings) throws SQLException {
        if (findings.isEmpty()) {
            return;
        }
        Object[][] columns = new Object[COLUMNS][findings.size()];
        for (int i = 0; i < findings.size(); i++) {
            Noted noted = findings.get(i);
            columns[0][i] = (short) noted.dataClass().ordinal();
            columns[1][i] = noted.source();
            columns[2][i] = noted.finding().code();
            columns[3][i] = noted.finding().place();
            columns[4][i] = noted.journalId();
            columns[5][i] = noted.controlId();
            columns[6][i] = noted.rowKey();
        }
        String[] types = {"smallint", "text", "text", "text", "bigint", "text", "text"};
        try (PreparedStatement statement = connection.prepareStatement(INSERT)) {
            statement.setTimestamp(1, Timestamp.from(clock.instant()));
            for (int i = 0; i < COLUMNS; i++) {
                statement.setArray(i + 2, connection.createArrayOf(types[i], columns[i]));
            }
            statement.executeUpdate();
        }
    }

    @Override
    public List<Recorded> list(Filter filter, long beforeId, int limit) {
        return database.inTransaction(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(LIST)) {
                statement.setLong(1, beforeId);
                statement.setInt(bind(statement, 2, filter), limit);
                return read(statement);
            }
        });
    }

    @Override
    public List<Group> summary(Filter filter, int limit) {
        return database.inTransaction(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(SUMMARY)) {
                statement.setInt(bind(statement, 1, filter), limit);
                List<Group> groups = new ArrayList<>();
                try (ResultSet rows = statement.executeQuery()) {
                    while (rows.next()) {
                        groups.add(new Group(
                                DataClass.values()[rows.getInt(1)],
                                rows.getString(2),
                                rows.getString(3),
                                rows.getString(4),
                                rows.getLong(5),
                                rows.getTimestamp(6).toInstant()));
                    }
                }
                return groups;
            }
        });
    }

    /** Each criterion stands twice. @return the next parameter */
    private static int bind(PreparedStatement statement, int first, Filter filter) throws SQLException {
        Short ordinal = filter.dataClass().map(c -> (short) c.ordinal()).orElse(null);
        Timestamp since = filter.since().map(Timestamp::from).orElse(null);
        for (int i = 0; i < 2; i++) {
            statement.setObject(first + i, ordinal, Types.SMALLINT);
            statement.setString(first + 2 + i, filter.source().orElse(null));
            statement.setString(first + 4 + i, filter.code().orElse(null));
            statement.setTimestamp(first + 6 + i, since);
        }
        return first + 8;
    }

    private static List<Recorded> read(PreparedStatement statement) throws SQLException {
        List<Recorded> found = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                long journalId = rows.getLong(6);
                found.add(new Recorded(
                        rows.getLong(1),
                        DataClass.values()[rows.getInt(2)],
                        rows.getString(3),
                        rows.getString(4),
                        rows.getString(5),
                        journalId == 0 ? Optional.empty() : Optional.of(journalId),
                        rows.getString(7),
                        rows.getString(8),
                        rows.getTimestamp(9).toInstant()));
            }
        }
        return found;
    }

    /**
     * A finding with its record.
     *
     * @param journalId 0 = of a row
     * @param controlId MSH-10; empty for rows, or where it is not known
     * @param rowKey from {@link io.caravan.balance.RowKeys}; empty for messages
     */
    public record Noted(
            DataClass dataClass, String source, Finding finding, long journalId, String controlId, String rowKey) {}
}
