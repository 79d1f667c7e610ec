package io.caravan.journal;

import io.caravan.ledger.Outcome;
import io.caravan.sql.Database;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/** Endings from the outcomes and the dead letters. */
public final class PostgresEndings implements Endings {
    private static final String FIND = """
            select outcome.outcome, dead_letter.hl7_code, dead_letter.code, dead_letter.place
            from outcome
            left join dead_letter on dead_letter.journal_id = outcome.journal_id
            where outcome.journal_id = ?
              and outcome.delivered
            """;

    private final Database database;

    public PostgresEndings(Database database) {
        this.database = database;
    }

    @Override
    public Optional<Ending> find(long journalId) {
        return database.inTransaction(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(FIND)) {
                statement.setLong(1, journalId);
                try (ResultSet rows = statement.executeQuery()) {
                    return rows.next() ? Optional.of(ending(rows)) : Optional.empty();
                }
            }
        });
    }

    private static Ending ending(ResultSet row) throws SQLException {
        if (row.getInt(1) != Outcome.DEAD_LETTERED.ordinal() || row.getString(3) == null) {
            return new Ending(false, 0, "", "");
        }
        String place = row.getString(4); // step and place
        return new Ending(true, row.getInt(2), row.getString(3), place.substring(place.indexOf(' ') + 1));
    }
}
