package io.caravan.deadletter;

import io.caravan.crypto.Sealer;
import io.caravan.crypto.Sealer.SealBroken;
import io.caravan.message.DataClass;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Opens journaled messages that become dead letters, for what their letters are filed under. They are rare. */
final class MessageContents {
    private static final String READ = """
            select id, data_class, patient_hash, content_hash, sealed
            from journal
            where id = any(?)
            """;

    private final Sealer sealer;

    MessageContents(Sealer sealer) {
        this.sealer = sealer;
    }

    record Found(long patientHash, Contents contents) {
        static final Found NOTHING = new Found(0, Contents.NOTHING);
    }

    /** By journal id. */
    Map<Long, Found> read(Connection connection, List<MessageLetter> letters) throws SQLException {
        Map<Long, Found> found = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(READ)) {
            statement.setArray(
                    1,
                    connection.createArrayOf(
                            "bigint",
                            letters.stream().map(MessageLetter::journalId).toArray()));
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    found.put(rows.getLong(1), new Found(rows.getLong(3), contents(rows)));
                }
            }
        }
        return found;
    }

    private Contents contents(ResultSet row) throws SQLException {
        DataClass dataClass = DataClass.values()[row.getInt(2)];
        try {
            return Contents.ofMessage(sealer.open(row.getBytes(5), Payloads.journalPlace(dataClass, row.getBytes(4))));
        } catch (SealBroken e) {
            return Contents.NOTHING;
        }
    }
}
