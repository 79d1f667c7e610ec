package io.caravan.journal;

import io.caravan.balance.Balance;
import io.caravan.balance.OutcomeLog;
import io.caravan.balance.PostgresBalance;
import io.caravan.balance.Tallies;
import io.caravan.crypto.KeyRing;
import io.caravan.crypto.TestKeys;
import io.caravan.deadletter.Circumstances;
import io.caravan.deadletter.LetterWriter;
import io.caravan.deadletter.Openings;
import io.caravan.deadletter.ReplayedLetters;
import io.caravan.ledger.Outcome;
import io.caravan.message.DataClass;
import io.caravan.sql.Database;
import io.caravan.sql.TestSchema;
import java.nio.charset.StandardCharsets;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A journal with its neighbours on a database of its own, as the wiring would put them together. */
public final class Desk implements AutoCloseable {
    public final Database database;
    public final KeyRing keys;
    public final InstantSource clock = InstantSource.system();
    public final OutcomeLog outcomes = new OutcomeLog(new Tallies(), new ReplayedLetters(clock), clock);
    public final LetterWriter letters;
    public final PostgresJournal journal;
    public final PostgresBalance balance;

    public Desk() {
        this(TestSchema.create(), TestKeys.create(), JournalSettings.DEFAULT);
    }

    public Desk(Database database, KeyRing keys, JournalSettings settings) {
        this(database, keys, settings, Openings.NONE);
    }

    public Desk(Database database, KeyRing keys, JournalSettings settings, Openings openings) {
        this.database = database;
        this.keys = keys;
        letters = new LetterWriter(keys.sealer(), keys.keyedHash(), Circumstances.UNKNOWN, openings, clock);
        journal = new PostgresJournal(database, keys.sealer(), keys.keyedHash(), letters, outcomes, settings, clock);
        balance = new PostgresBalance(database);
    }

    public static Incoming message(DataClass dataClass, String controlId, String patient, String text) {
        String controlKey = controlId.isEmpty() ? "" : "SEND|FAC|" + controlId;
        return new Incoming(dataClass, "test", controlKey, patient, text.getBytes(StandardCharsets.UTF_8), "AA");
    }

    /** An ADT message of one patient. */
    public static Incoming message(String controlId, String patient) {
        return message(DataClass.ADT, controlId, patient, "MSH|^~\\&|SEND|FAC|||||ADT^A08|" + controlId + "|P|2.5");
    }

    public Receipt accept(Incoming message) {
        try {
            return journal.accept(message).get(30, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    public void ends(long journalId, Outcome outcome) {
        database.inTransaction(connection -> {
            outcomes.record(connection, List.of(new OutcomeLog.Recorded(journalId, DataClass.ADT, outcome, true)));
            return 0;
        });
    }

    public Balance.Counts adt() {
        return balance.counts().get(DataClass.ADT);
    }

    public long query(String sql) {
        return database.inTransaction(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(sql);
                    ResultSet rows = statement.executeQuery()) {
                rows.next();
                return rows.getLong(1);
            }
        });
    }

    @Override
    public void close() {
        journal.close();
        database.close();
    }
}
