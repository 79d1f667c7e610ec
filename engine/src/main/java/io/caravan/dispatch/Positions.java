package io.caravan.dispatch;

import io.caravan.message.DataClass;
import io.caravan.sql.Database;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.Statement;

/** The table {@code dispatch_position}: how far each class has come, so that a start need not read the whole journal. */
final class Positions {
    private static final String FIND = """
            select journal_id
            from dispatch_position
            where data_class = ?
            """;

    private static final String SAVE = """
            insert into dispatch_position (data_class, journal_id)
            values (?, ?)
            on conflict (data_class) do update set journal_id = excluded.journal_id
            """;

    private final Database database;

    Positions(Database database) {
        this.database = database;
    }

    /** 0 = from the beginning. */
    long find(DataClass dataClass) {
        return database.inTransaction(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(FIND)) {
                statement.setInt(1, dataClass.ordinal());
                try (ResultSet rows = statement.executeQuery()) {
                    return rows.next() ? rows.getLong(1) : 0L;
                }
            }
        });
    }

    /** May be lost in a crash: an older position is as right. */
    void save(DataClass dataClass, long journalId) {
        database.inTransaction(connection -> {
            try (Statement cheap = connection.createStatement();
                    PreparedStatement statement = connection.prepareStatement(SAVE)) {
                cheap.execute("set local synchronous_commit = off");
                statement.setInt(1, dataClass.ordinal());
                statement.setLong(2, journalId);
                return statement.executeUpdate();
            }
        });
    }
}
