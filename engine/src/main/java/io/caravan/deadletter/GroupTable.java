package io.caravan.deadletter;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;

/** The table {@code dead_letter_group}: finds the groups that letters belong to, and makes those that are not there. */
final class GroupTable {
    private static final String MAKE = """
            insert into dead_letter_group (data_class, source, code, cause, place, first_seen)
            select distinct data_class, source, code, cause, place, ?::timestamptz
            from unnest(?::smallint[], ?::text[], ?::text[], ?::smallint[], ?::text[])
                as signature (data_class, source, code, cause, place)
            where not exists (
                select from dead_letter_group as known
                where (known.data_class, known.source, known.code, known.cause, known.place)
                    = (signature.data_class, signature.source, signature.code, signature.cause, signature.place))
            order by data_class, source, code, cause, place
            on conflict do nothing
            """;

    private static final String FIND = """
            select signature.n, known.id
            from unnest(?::smallint[], ?::text[], ?::text[], ?::smallint[], ?::text[]) with ordinality
                as signature (data_class, source, code, cause, place, n)
            join dead_letter_group as known using (data_class, source, code, cause, place)
            """;

    /** Sets the letters' groups. */
    void fill(Connection connection, LetterColumns letters, Instant now) throws SQLException {
        String[] places = new String[letters.size()];
        for (int i = 0; i < places.length; i++) {
            places[i] = LetterGroup.placeOf(letters.places[i]);
        }
        try (PreparedStatement make = connection.prepareStatement(MAKE);
                PreparedStatement find = connection.prepareStatement(FIND)) {
            make.setTimestamp(1, Timestamp.from(now));
            bind(make, connection, letters, places, 2);
            make.executeUpdate();
            bind(find, connection, letters, places, 1);
            try (ResultSet rows = find.executeQuery()) {
                while (rows.next()) {
                    letters.groups[rows.getInt(1) - 1] = rows.getLong(2);
                }
            }
        }
    }

    private static void bind(
            PreparedStatement statement, Connection connection, LetterColumns letters, String[] places, int first)
            throws SQLException {
        statement.setArray(first, connection.createArrayOf("smallint", letters.classes));
        statement.setArray(first + 1, connection.createArrayOf("text", letters.sources));
        statement.setArray(first + 2, connection.createArrayOf("text", letters.codes));
        statement.setArray(first + 3, connection.createArrayOf("smallint", letters.causes));
        statement.setArray(first + 4, connection.createArrayOf("text", places));
    }
}
