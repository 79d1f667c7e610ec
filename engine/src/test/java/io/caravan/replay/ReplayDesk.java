package io.caravan.replay;

import io.caravan.audit.PostgresAuditLog;
import io.caravan.deadletter.DeadLetter;
import io.caravan.deadletter.Failure;
import io.caravan.deadletter.PostgresDeadLetters;
import io.caravan.dispatch.DispatchSettings;
import io.caravan.dispatch.Dispatcher;
import io.caravan.dispatch.PatientOrderDispatcher;
import io.caravan.journal.Desk;
import io.caravan.journal.JournalEntry;
import io.caravan.ledger.Outcome;
import io.caravan.message.DataClass;
import io.caravan.window.BulkGate;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;

/** Dead letters of patients, the dispatcher, and jobs over them; a crash throws away all but the database. */
final class ReplayDesk implements AutoCloseable {
    static final Failure BAD_DATE = new Failure("map", 102, "bad-date", "PID-7", DeadLetter.Cause.DATA);
    static final int MAX_REPLAYS = 3;
    private static final DispatchSettings IMPATIENT = new DispatchSettings(
            4,
            1024,
            32L << 20,
            32,
            Duration.ofMillis(10),
            Duration.ofMillis(100),
            Duration.ofSeconds(30),
            Duration.ofMillis(200));

    final Desk desk;
    final PostgresAuditLog audit;
    PatientOrderDispatcher dispatcher;
    PostgresDeadLetters letters;
    PostgresReplayJobs jobs;
    volatile BulkGate windows = BulkGate.ALWAYS_OPEN;

    ReplayDesk(Desk desk, Path folder) {
        this.desk = desk;
        this.audit = new PostgresAuditLog(desk.database, desk.clock, folder.resolve("audit.head"));
        open();
    }

    private void open() {
        dispatcher = new PatientOrderDispatcher(desk.journal, desk.database, IMPATIENT);
        letters = new PostgresDeadLetters(
                desk.database,
                desk.keys.sealer(),
                desk.letters,
                desk.outcomes,
                dispatcher,
                (dataClass, source, rowKey, rowJson) -> Outcome.APPLIED,
                desk.clock);
        letters.start();
        jobs = new PostgresReplayJobs(
                desk.database,
                desk.keys.keyedHash(),
                new PostgresReplayJobs.Work(letters, new NoTargets()),
                audit,
                new PostgresReplayJobs.Gates(BulkGate.ALWAYS_OPEN, work -> windows.ask(work)),
                MAX_REPLAYS,
                desk.clock);
        jobs.start();
    }

    /** All of the process is gone but for what is committed; nothing handles entries yet. */
    void restart() {
        stop();
        open();
    }

    private void stop() {
        jobs.close();
        letters.close();
        dispatcher.close();
    }

    /** Messages round the patients, each of them a dead letter. @return the letters in order of custody */
    List<Long> deadLetters(int count, int patients) {
        List<Long> ids = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ids.add(deadLetter("C" + i, "MR" + i % patients));
        }
        return ids;
    }

    long deadLetter(String controlId, String patient) {
        long journalId = desk.accept(Desk.message(controlId, patient)).id();
        JournalEntry entry = desk.journal.find(journalId).orElseThrow();
        return letters.open(entry, controlId, BAD_DATE);
    }

    void handle(Dispatcher.Handler handler) {
        dispatcher.start(DataClass.ADT, handler);
    }

    static Selection all(List<Long> ids) {
        return new Selection.Letters(ids, EnumSet.allOf(DataClass.class));
    }

    Job create(List<Long> ids, JobTerms terms, String request) {
        return jobs.create(all(ids), terms, new JobRequest(request, "ann", "map repaired"));
    }

    Job job(long id) {
        return jobs.find(id).orElseThrow();
    }

    @Override
    public void close() {
        stop();
        desk.close();
    }
}
