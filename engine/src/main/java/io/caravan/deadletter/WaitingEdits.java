package io.caravan.deadletter;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Letters with edits that a second person has to agree to first. */
final class WaitingEdits {
    private static final String WAITING = """
            select distinct letter_id
            from dead_letter_edit
            where letter_id = any(?)
              and needs_approval
              and approver = ''
            """;

    Set<Long> of(Connection connection, List<Long> letterIds) throws SQLException {
        Set<Long> waiting = new HashSet<>();
        try (PreparedStatement statement = connection.prepareStatement(WAITING)) {
            statement.setArray(1, connection.createArrayOf("bigint", letterIds.toArray()));
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    waiting.add(rows.getLong(1));
                }
            }
        }
        return waiting;
    }
}
