package io.caravan.deadletter;

import io.caravan.crypto.Sealer;
import io.caravan.deadletter.DeadLetter.State;
import io.caravan.sql.Database;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Versions in the table {@code dead_letter_edit}. */
public final class PostgresLetterVersions implements LetterVersions {
    private static final String LIST = """
            select version, at, editor, reason, needs_approval, approver
            from dead_letter_edit
            where letter_id = ?
            order by version
            """;

    private static final String APPROVE = """
            update dead_letter_edit
            set approver = ?, approved_at = ?
            where letter_id = ?
              and needs_approval
              and approver = ''
            """;

    private final Database database;
    private final Payloads payloads;
    private final InstantSource clock;
    private final LetterTable table = new LetterTable();
    private final WaitingEdits waiting = new WaitingEdits();
    private final Attempts attempts;

    public PostgresLetterVersions(Database database, Sealer sealer, InstantSource clock) {
        this.database = database;
        this.payloads = new Payloads(sealer, clock);
        this.clock = clock;
        this.attempts = new Attempts(clock);
    }

    @Override
    public List<EditedVersion> list(long letterId) {
        return database.inTransaction(connection -> list(connection, letterId));
    }

    @Override
    public Optional<byte[]> payload(long letterId, int version) {
        return database.inTransaction(connection -> {
            Optional<DeadLetter> letter = table.find(connection, letterId);
            if (letter.isEmpty()) {
                return Optional.empty();
            }
            Optional<byte[]> bytes = payloads.find(connection, letter.get(), version);
            boolean isRow = letter.get().journalId().isEmpty();
            return bytes.map(found -> isRow ? SealedRow.of(found).json() : found);
        });
    }

    @Override
    public List<Long> listWaiting(List<Long> letterIds) {
        return database.inTransaction(connection -> List.copyOf(waiting.of(connection, letterIds)));
    }

    @Override
    public Approval approve(long letterId, Decision decision) {
        return database.inRepeatedTransaction(connection -> {
            List<DeadLetter> letters = table.lock(connection, List.of(letterId), State.OPEN, State.HELD);
            List<EditedVersion> edits = list(connection, letterId).stream()
                    .filter(EditedVersion::isWaiting)
                    .toList();
            if (letters.isEmpty() || edits.isEmpty()) {
                return Approval.NOTHING;
            }
            if (edits.stream().anyMatch(edit -> edit.editor().equals(decision.actor()))) {
                return Approval.OWN_EDIT;
            }
            try (PreparedStatement statement = connection.prepareStatement(APPROVE)) {
                statement.setString(1, decision.actor());
                statement.setTimestamp(2, Timestamp.from(clock.instant()));
                statement.setLong(3, letterId);
                statement.executeUpdate();
            }
            attempts.record(connection, "approved", letters, decision);
            return Approval.DONE;
        });
    }

    private static List<EditedVersion> list(Connection connection, long letterId) throws SQLException {
        List<EditedVersion> versions = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(LIST)) {
            statement.setLong(1, letterId);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    versions.add(new EditedVersion(
                            rows.getInt(1),
                            rows.getTimestamp(2).toInstant(),
                            rows.getString(3),
                            rows.getString(4),
                            rows.getBoolean(5),
                            rows.getString(6)));
                }
            }
        }
        return versions;
    }
}
