package io.caravan.journal;

import io.caravan.sql.Database;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.OptionalLong;

/** The numbers in the table {@code sequence_number}. */
public final class PostgresSequenceNumbers implements SequenceNumbers {
    private static final String LAST = """
            select last
            from sequence_number
            where source = ?
            """;

    private static final String ACCEPTED = """
            insert into sequence_number (source, last)
            values (?, ?)
            on conflict (source) do update set last = excluded.last
            """;

    private final Database database;

    public PostgresSequenceNumbers(Database database) {
        this.database = database;
    }

    @Override
    public OptionalLong last(String source) {
        return database.inTransaction(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(LAST)) {
                statement.setString(1, source);
                try (ResultSet rows = statement.executeQuery()) {
                    return rows.next() ? OptionalLong.of(rows.getLong(1)) : OptionalLong.empty();
                }
            }
        });
    }

    @Override
    public void accepted(String source, long number) {
        database.inTransaction(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(ACCEPTED)) {
                statement.setString(1, source);
                statement.setLong(2, number);
                return statement.executeUpdate();
            }
        });
    }
}
