package io.caravan.replay;

import io.caravan.balance.OutcomeLog;
import io.caravan.crypto.KeyFile;
import io.caravan.crypto.KeyRing;
import io.caravan.crypto.KeySettings;
import io.caravan.deadletter.LetterFilter;
import io.caravan.dispatch.Dispatcher;
import io.caravan.journal.Desk;
import io.caravan.journal.JournalEntry;
import io.caravan.journal.JournalSettings;
import io.caravan.ledger.Outcome;
import io.caravan.message.DataClass;
import io.caravan.sql.Database;
import io.caravan.sql.TestSchema;
import io.caravan.testkit.PostgresServer.TestDatabase;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.util.List;
import java.util.Optional;

/** A job over all dead letters in a process of its own, that can be killed. What an entry does is a row, with its outcome. */
final class ReplayProcess {
    static final String EFFECTS = """
            create table effect (
                sequence   bigint generated always as identity primary key,
                journal_id bigint not null,
                patient    bigint not null)
            """;

    private static final String EFFECT = """
            insert into effect (journal_id, patient)
            values (?, ?)
            """;

    private ReplayProcess() {}

    static Desk desk(Database database, Path folder) {
        KeyRing keys = new KeyFile(KeySettings.in(folder, Optional.of("test"), "hospital")).open();
        return new Desk(database, keys, JournalSettings.DEFAULT);
    }

    /** Begins the job, or goes on with it, and lives until it is killed. */
    public static void main(String[] args) throws InterruptedException {
        Database database = TestSchema.open(new TestDatabase(args[0], args[1], args[2]));
        Path folder = Path.of(args[3]);
        ReplayDesk site = new ReplayDesk(desk(database, folder), folder);
        site.handle((entry, completion) -> handle(site.desk, entry, completion));
        site.jobs.create(
                new Selection.Matching(LetterFilter.ALL),
                new JobTerms(Double.parseDouble(args[4]), true, false, 10),
                new JobRequest("the same in each process", "ann", "map repaired"));
        Thread.currentThread().join();
    }

    private static void handle(Desk desk, JournalEntry entry, Dispatcher.Completion completion) {
        desk.database.inRepeatedTransaction(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(EFFECT)) {
                statement.setLong(1, entry.id());
                statement.setLong(2, entry.patientHash());
                statement.executeUpdate();
            }
            desk.outcomes.record(
                    connection, List.of(new OutcomeLog.Recorded(entry.id(), DataClass.ADT, Outcome.APPLIED, true)));
            return 0;
        });
        completion.done();
    }
}
