package io.caravan.deadletter;

import io.caravan.crypto.Sealer;
import io.caravan.journal.JournalEntry;
import io.caravan.message.DataClass;
import io.caravan.sql.Database;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Rehearses what the journal and the letters hold. */
public final class PostgresRehearsals implements Rehearsals {
    private static final String ENTRY = """
            select journal.patient_hash, journal.received_at, coalesce(letter.as_source, journal.source)
            from dead_letter as letter
            join journal on journal.id = letter.journal_id
            where letter.id = ?
            """;

    private final Database database;
    private final Payloads payloads;
    private final RowRehearsal rows;
    private final LetterTable table = new LetterTable();
    private final Map<DataClass, Rehearsal> routes = new ConcurrentHashMap<>();

    public PostgresRehearsals(Database database, Sealer sealer, RowRehearsal rows, InstantSource clock) {
        this.database = database;
        this.payloads = new Payloads(sealer, clock);
        this.rows = rows;
    }

    /** @param entry empty for a row */
    private record Held(DeadLetter letter, Optional<JournalEntry> entry, byte[] payload) {}

    @Override
    public AutoCloseable attach(DataClass dataClass, Rehearsal rehearsal) {
        routes.put(dataClass, rehearsal);
        return () -> routes.remove(dataClass, rehearsal);
    }

    @Override
    public Optional<Rehearsed> of(long letterId) {
        return database.inTransaction(connection -> held(connection, letterId)).map(this::play);
    }

    private Rehearsed play(Held held) {
        DeadLetter letter = held.letter();
        if (held.entry().isEmpty()) {
            String json = SealedRow.of(held.payload()).rowJson();
            return rows.play(letter.dataClass(), letter.source(), json);
        }
        Rehearsal route = routes.get(letter.dataClass());
        if (route == null) {
            return new Rehearsed.Unknown("route-not-running");
        }
        Rehearsed played = route.play(held.entry().get());
        boolean onlyDelivers = letter.place().startsWith("deliver ");
        return onlyDelivers && played instanceof Rehearsed.Folded folded
                ? new Rehearsed.DeliveredAgain(folded.preview())
                : played;
    }

    private Optional<Held> held(Connection connection, long letterId) throws SQLException {
        Optional<DeadLetter> found = table.find(connection, letterId);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        DeadLetter letter = found.get();
        byte[] payload = payloads.get(connection, letterId, false).bytes();
        if (letter.journalId().isEmpty()) {
            return Optional.of(new Held(letter, Optional.empty(), payload));
        }
        return Optional.of(new Held(
                letter, Optional.of(entry(connection, letter, letter.journalId().get(), payload)), payload));
    }

    private static JournalEntry entry(Connection connection, DeadLetter letter, long journalId, byte[] payload)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(ENTRY)) {
            statement.setLong(1, letter.id());
            try (ResultSet rows = statement.executeQuery()) {
                if (!rows.next()) {
                    throw new IllegalStateException("journal entry " + journalId + " is not there");
                }
                Instant received = rows.getTimestamp(2).toInstant();
                long micros = received.getEpochSecond() * 1_000_000 + received.getNano() / 1_000;
                return new JournalEntry(
                        journalId, letter.dataClass(), rows.getString(3), rows.getLong(1), payload, micros);
            }
        }
    }
}
