package io.caravan.ledger;

import io.caravan.balance.OutcomeLog.Recorded;
import io.caravan.deadletter.DeadLetter;
import io.caravan.deadletter.Failure;
import io.caravan.deadletter.MessageLetter;
import io.caravan.finding.PostgresFindings.Noted;
import io.caravan.fold.ResourceKey;
import io.caravan.ledger.BatchFold.Folded;
import io.caravan.ledger.BatchFold.Verdict;
import io.caravan.map.Mapped;
import io.caravan.message.DataClass;
import io.caravan.message.Finding;
import io.caravan.sql.DatabaseFailure;
import io.caravan.throttle.Answer;
import io.caravan.throttle.Throttle;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Folds a batch of messages in one transaction. With a target of its own the class needs two: the first commits the states
 * and outcomes that are not yet delivered, the second what became of them: delivered, refused, or to be tried again.
 */
final class LiveApply {
    private static final int INTERNAL_ERROR = 207;

    private final LedgerTools tools;
    private final Books books;
    private final DataClass dataClass;
    private final Optional<Way> way;
    private final Moves moves;
    private final Throttle store;

    LiveApply(LedgerTools tools, Books books, DataClass dataClass, Optional<Way> way, Moves moves, Throttle store) {
        this.tools = tools;
        this.books = books;
        this.dataClass = dataClass;
        this.way = way;
        this.moves = moves;
        this.store = store;
    }

    /** @param parcels empty where the ledger's own store is the target */
    private record Committed(List<Verdict> verdicts, List<Parcel> parcels, boolean merged) {}

    /** @return outcomes in the order of the works, committed, and delivered or put down to be delivered */
    List<Outcome> apply(List<Work> works) {
        // What a crash left of earlier merges: nobody else may ask for it soon.
        moves.runIfDue();
        Committed committed;
        try {
            committed = committed(works);
        } catch (DatabaseFailure e) {
            if (e.kind() == DatabaseFailure.Kind.DATA) {
                return applyRefused(works);
            }
            // It may have committed a merge all the same: the same work again would not find it new.
            moves.expect();
            throw e;
        }
        if (committed.merged()) {
            moves.expect();
        }
        moves.runIfDue();
        return way.isEmpty()
                ? committed.verdicts().stream().map(Verdict::outcome).toList()
                : deliver(works, committed, way.get());
    }

    private Committed committed(List<Work> works) {
        Throttle.Permit permit = store.live(works.size());
        Answer answer = Answer.OF_NO_MEANING;
        try {
            Committed committed = tools.transactions().run(connection -> commit(connection, works));
            answer = Answer.FINE;
            return committed;
        } finally {
            permit.end(answer);
        }
    }

    /** Finishes what a crash left of earlier merges. */
    void moveIfDue() {
        moves.runIfDue();
    }

    private Committed commit(Connection connection, List<Work> works) throws SQLException {
        List<Mapped> records = works.stream().map(Work::mapped).toList();
        ResourceReads.Read read = tools.reads().read(connection, records);
        Folded folded = new BatchFold(() -> tools.session(connection, read), true, way.isPresent()).fold(records);
        Session session = folded.session();
        Set<Long> again = way.isEmpty() ? Set.of() : Outbox.undelivered(connection, ids(works));
        List<Parcel> parcels = way.isEmpty()
                ? List.of()
                : new Outbox(tools.seals()).parcels(connection, session, doubtful(works, folded.verdicts(), again));
        tools.writes()
                .write(
                        connection,
                        session.slots(),
                        read.held(),
                        dataClass,
                        tools.clock().instant());
        tools.aliases().write(connection, session.newEdges(), dataClass);
        keepBooks(connection, works, folded.verdicts(), again);
        return new Committed(folded.verdicts(), parcels, !session.newEdges().isEmpty());
    }

    private static Set<ResourceKey> doubtful(List<Work> works, List<Verdict> verdicts, Set<Long> again) {
        Set<ResourceKey> keys = new HashSet<>();
        for (int i = 0; i < works.size(); i++) {
            if (again.contains(works.get(i).journalId())) {
                keys.addAll(verdicts.get(i).touched());
            }
        }
        return keys;
    }

    private void keepBooks(Connection connection, List<Work> works, List<Verdict> verdicts, Set<Long> again)
            throws SQLException {
        List<MessageLetter> letters = new ArrayList<>(0);
        List<Noted> findings = new ArrayList<>(0);
        List<Recorded> outcomes = new ArrayList<>(works.size());
        for (int i = 0; i < works.size(); i++) {
            Work work = works.get(i);
            Verdict verdict = verdicts.get(i);
            verdict.failure().ifPresent(failure -> letters.add(letter(work, failure)));
            if (verdict.failure().isEmpty() && !again.contains(work.journalId())) {
                List<Finding> all = new ArrayList<>(work.mapped().findings());
                all.addAll(verdict.findings());
                for (Finding finding : all) {
                    findings.add(new Noted(dataClass, work.source(), finding, work.journalId(), work.controlId(), ""));
                }
            }
            outcomes.add(new Recorded(
                    work.journalId(), dataClass, verdict.outcome(), way.isEmpty() || !isDelivered(verdict)));
        }
        books.letters().open(connection, letters);
        books.findings().insert(connection, findings);
        books.outcomes().record(connection, outcomes);
    }

    /** Whether the outcome waits for the target. */
    private static boolean isDelivered(Verdict verdict) {
        return switch (verdict.outcome()) {
            case APPLIED, SUPERSEDED, MERGED -> true;
            case EXCLUDED -> false;
            case DEAD_LETTERED -> !verdict.touched().isEmpty();
        };
    }

    private List<Outcome> deliver(List<Work> works, Committed committed, Way to) {
        Receipt receipt = to.outlet().attempt(committed.parcels());
        List<Outcome> results = new ArrayList<>(works.size());
        List<MessageLetter> letters = new ArrayList<>(0);
        List<Recorded> ended = new ArrayList<>(works.size());
        List<RetryTable.Entry> waiting = new ArrayList<>(0);
        for (int i = 0; i < works.size(); i++) {
            Verdict verdict = committed.verdicts().get(i);
            Work work = works.get(i);
            Optional<String> code = verdict.touched().stream()
                    .map(key -> receipt.refused().get(key.id()))
                    .filter(found -> found != null)
                    .findFirst();
            List<RetryTable.Entry> waits = code.isPresent() ? List.of() : waits(work, verdict, receipt);
            code.ifPresent(no -> letters.add(
                    letter(work, new Failure("deliver", INTERNAL_ERROR, no, "target", DeadLetter.Cause.DATA))));
            Outcome outcome = code.isPresent() ? Outcome.DEAD_LETTERED : verdict.outcome();
            if (waits.isEmpty()) {
                ended.add(new Recorded(work.journalId(), dataClass, outcome, true));
            }
            waiting.addAll(waits);
            results.add(outcome);
        }
        List<RetryTable.Row> owed = tools.transactions().run(connection -> {
            List<RetryTable.Row> rows = to.arrears().write(connection, committed.parcels(), receipt, waiting);
            books.letters().open(connection, letters);
            books.outcomes().record(connection, ended);
            return rows;
        });
        to.arrears().committed(owed);
        return results;
    }

    private static List<RetryTable.Entry> waits(Work work, Verdict verdict, Receipt receipt) {
        if (receipt.waiting().isEmpty()) {
            return List.of();
        }
        return verdict.touched().stream()
                .filter(key -> receipt.waiting().containsKey(key.id()))
                .map(key -> new RetryTable.Entry(key.id(), work.journalId(), work.controlId()))
                .toList();
    }

    /** The database refuses a value of one of them: halved until it stands alone, and ends as a dead letter. */
    private List<Outcome> applyRefused(List<Work> works) {
        if (works.size() > 1) {
            List<Outcome> outcomes = new ArrayList<>(apply(works.subList(0, works.size() / 2)));
            outcomes.addAll(apply(works.subList(works.size() / 2, works.size())));
            return outcomes;
        }
        Work work = works.get(0);
        Failure failure = new Failure("fold", INTERNAL_ERROR, "database-refused", "record", DeadLetter.Cause.DATA);
        tools.transactions().run(connection -> {
            books.letters().open(connection, List.of(letter(work, failure)));
            books.outcomes()
                    .record(
                            connection,
                            List.of(new Recorded(work.journalId(), dataClass, Outcome.DEAD_LETTERED, true)));
            return true;
        });
        return List.of(Outcome.DEAD_LETTERED);
    }

    private MessageLetter letter(Work work, Failure failure) {
        return new MessageLetter(work.journalId(), dataClass, work.source(), work.controlId(), failure);
    }

    private static long[] ids(List<Work> works) {
        return works.stream().mapToLong(Work::journalId).toArray();
    }
}
