package io.caravan.journal;

import io.caravan.balance.OutcomeLog;
import io.caravan.balance.Tallies;
import io.caravan.balance.Tally;
import io.caravan.deadletter.DeadLetter;
import io.caravan.deadletter.Failure;
import io.caravan.deadletter.LetterWriter;
import io.caravan.deadletter.MessageLetter;
import io.caravan.journal.Receipt.Kind;
import io.caravan.ledger.Outcome;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Writes a batch of messages into the table {@code journal}: three statements, however many messages. */
final class JournalTable {
    private static final Failure CLASH =
            new Failure("receive", 205, "duplicate-control-id", "MSH-10", DeadLetter.Cause.DATA);

    private static final String KNOWN = """
            select id, control_hash, content_hash, reply_code
            from journal
            where control_hash = any(?)
            """;

    private static final String INSERT = """
            insert into journal (data_class, source, control_hash, content_hash, patient_hash, received_at, reply_code,
                sealed)
            select data_class, source, control_hash, content_hash, patient_hash,
                timestamptz 'epoch' + received * interval '1 microsecond', reply_code, sealed
            from unnest(?::smallint[], ?::text[], ?::bytea[], ?::bytea[], ?::bigint[], ?::bigint[], ?::text[],
                ?::bytea[]) with ordinality
                as taken (data_class, source, control_hash, content_hash, patient_hash, received, reply_code, sealed, n)
            order by n
            returning id, control_hash, content_hash
            """;

    /** Waits until no other transaction is about to add entries, and keeps them out until the commit. */
    private static final String ALONE = """
            lock table journal in share row exclusive mode
            """;

    private final LetterWriter letters;
    private final OutcomeLog outcomes;

    JournalTable(LetterWriter letters, OutcomeLog outcomes) {
        this.letters = letters;
        this.outcomes = outcomes;
    }

    /** See {@link Batches} for when this is needed. */
    void waitForOthers(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(ALONE);
        }
    }

    /** @return receipts in the batch's order */
    List<Receipt> take(Connection connection, List<Pending> batch) throws SQLException {
        Map<ByteBuffer, List<Known>> known = known(connection, batch);
        List<Known> found = new ArrayList<>(batch.size());
        List<Kind> kinds = new ArrayList<>(batch.size());
        List<Pending> fresh = new ArrayList<>(batch.size());
        for (Pending pending : batch) {
            List<Known> same = known.computeIfAbsent(ByteBuffer.wrap(pending.controlHash()), any -> new ArrayList<>(1));
            Known first = find(same, pending.contentHash());
            Kind kind = Kind.DUPLICATE;
            if (first == null) {
                kind = same.isEmpty() ? Kind.ACCEPTED : Kind.CLASH;
                first = new Known(pending.contentHash(), pending.message().replyCode());
                same.add(first);
                fresh.add(pending);
            }
            found.add(first);
            kinds.add(kind);
        }
        insert(connection, fresh, known);
        count(connection, batch, kinds, found);
        List<Receipt> receipts = new ArrayList<>(batch.size());
        for (int i = 0; i < batch.size(); i++) {
            receipts.add(new Receipt(kinds.get(i), found.get(i).id, found.get(i).replyCode));
        }
        return receipts;
    }

    private static Map<ByteBuffer, List<Known>> known(Connection connection, List<Pending> batch) throws SQLException {
        Map<ByteBuffer, List<Known>> known = new HashMap<>(batch.size() * 2);
        try (PreparedStatement statement = connection.prepareStatement(KNOWN)) {
            byte[][] hashes = batch.stream().map(Pending::controlHash).toArray(byte[][]::new);
            statement.setArray(1, connection.createArrayOf("bytea", hashes));
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    Known one = new Known(rows.getBytes(3), rows.getString(4));
                    one.id = rows.getLong(1);
                    known.computeIfAbsent(ByteBuffer.wrap(rows.getBytes(2)), any -> new ArrayList<>(1))
                            .add(one);
                }
            }
        }
        return known;
    }

    private static void insert(Connection connection, List<Pending> fresh, Map<ByteBuffer, List<Known>> known)
            throws SQLException {
        int size = fresh.size();
        if (size == 0) {
            return;
        }
        Short[] classes = new Short[size];
        String[] sources = new String[size];
        byte[][] controls = new byte[size][];
        byte[][] contents = new byte[size][];
        Long[] patients = new Long[size];
        Long[] received = new Long[size];
        String[] replies = new String[size];
        byte[][] sealed = new byte[size][];
        for (int i = 0; i < size; i++) {
            Pending pending = fresh.get(i);
            classes[i] = (short) pending.message().dataClass().ordinal();
            sources[i] = pending.message().source();
            controls[i] = pending.controlHash();
            contents[i] = pending.contentHash();
            patients[i] = pending.patientHash();
            received[i] = pending.receivedMicros();
            replies[i] = pending.message().replyCode();
            sealed[i] = pending.sealed();
        }
        try (PreparedStatement statement = connection.prepareStatement(INSERT)) {
            statement.setArray(1, connection.createArrayOf("smallint", classes));
            statement.setArray(2, connection.createArrayOf("text", sources));
            statement.setArray(3, connection.createArrayOf("bytea", controls));
            statement.setArray(4, connection.createArrayOf("bytea", contents));
            statement.setArray(5, connection.createArrayOf("bigint", patients));
            statement.setArray(6, connection.createArrayOf("bigint", received));
            statement.setArray(7, connection.createArrayOf("text", replies));
            statement.setArray(8, connection.createArrayOf("bytea", sealed));
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    List<Known> same = Objects.requireNonNull(known.get(ByteBuffer.wrap(rows.getBytes(2))));
                    Objects.requireNonNull(find(same, rows.getBytes(3))).id = rows.getLong(1);
                }
            }
        }
    }

    private void count(Connection connection, List<Pending> batch, List<Kind> kinds, List<Known> found)
            throws SQLException {
        Tallies.Changes changes = new Tallies.Changes();
        List<MessageLetter> clashes = new ArrayList<>();
        List<OutcomeLog.Recorded> ended = new ArrayList<>();
        for (int i = 0; i < batch.size(); i++) {
            Pending pending = batch.get(i);
            Incoming message = pending.message();
            boolean duplicate = kinds.get(i) == Kind.DUPLICATE;
            changes.add(message.dataClass(), duplicate ? Tally.DUPLICATE : Tally.READ, 1);
            if (kinds.get(i) == Kind.CLASH) {
                long id = found.get(i).id;
                clashes.add(new MessageLetter(id, message.dataClass(), message.source(), pending.controlId(), CLASH));
                ended.add(new OutcomeLog.Recorded(id, message.dataClass(), Outcome.DEAD_LETTERED, true));
            }
        }
        letters.open(connection, clashes);
        outcomes.record(connection, ended, changes);
    }

    private static @Nullable Known find(List<Known> same, byte[] contentHash) {
        for (Known one : same) {
            if (Arrays.equals(one.contentHash, contentHash)) {
                return one;
            }
        }
        return null;
    }

    /** An entry with the same control id, in the table or earlier in the batch. */
    private static final class Known {
        private final byte[] contentHash;
        private final String replyCode;
        private long id; // of one in the batch: when it is inserted

        Known(byte[] contentHash, String replyCode) {
            this.contentHash = contentHash;
            this.replyCode = replyCode;
        }
    }
}
