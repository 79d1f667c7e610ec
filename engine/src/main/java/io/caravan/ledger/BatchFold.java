package io.caravan.ledger;

import io.caravan.crypto.Sealer.SealBroken;
import io.caravan.deadletter.DeadLetter;
import io.caravan.deadletter.Failure;
import io.caravan.fold.ResourceKey;
import io.caravan.map.Mapped;
import io.caravan.message.Finding;
import io.caravan.message.Rejected;
import io.caravan.sql.DatabaseFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Folds several records over the states that were read. A record that fails leaves no trace and stops no other. */
final class BatchFold {
    private static final int INTERNAL_ERROR = 207;

    private final Supplier<Session> sessions;
    private final boolean renderEach;
    private final boolean keepTouched;

    /**
     * @param renderEach whether each record's effect is a version of its own, or only that of all together
     * @param keepTouched whether somebody asks which resources a record touched
     */
    BatchFold(Supplier<Session> sessions, boolean renderEach, boolean keepTouched) {
        this.sessions = sessions;
        this.renderEach = renderEach;
        this.keepTouched = keepTouched;
    }

    /**
     * @param failure why it is a dead letter; a part of it may hold nonetheless
     * @param findings what the record made the states contradict themselves in, beside its own findings
     * @param touched the resources the record touched; empty where nobody asks
     */
    record Verdict(Outcome outcome, Optional<Failure> failure, List<Finding> findings, Set<ResourceKey> touched) {
        static Verdict failed(Failure failure, Set<ResourceKey> touched) {
            return new Verdict(Outcome.DEAD_LETTERED, Optional.of(failure), List.of(), touched);
        }
    }

    /** @param verdicts in the order of the records */
    record Folded(Session session, List<Verdict> verdicts) {}

    Folded fold(List<Mapped> records) {
        try {
            return foldAll(records);
        } catch (DatabaseFailure e) {
            throw e;
        } catch (RuntimeException e) {
            // One of them fails; once more, so that what it did can be taken back. It is dearer, and rare.
            return foldEach(records);
        }
    }

    private Folded foldAll(List<Mapped> records) {
        Session session = sessions.get();
        List<Verdict> verdicts = new ArrayList<>(records.size());
        for (Mapped one : records) {
            Outcome outcome = session.fold(one);
            if (renderEach) {
                session.renderTouched();
            }
            verdicts.add(verdict(outcome, session));
        }
        session.renderAll();
        return new Folded(session, verdicts);
    }

    private Folded foldEach(List<Mapped> records) {
        Session session = sessions.get();
        List<Verdict> verdicts = new ArrayList<>(records.size());
        for (Mapped one : records) {
            try {
                verdicts.add(verdict(session.foldOrUndo(one), session));
            } catch (DatabaseFailure e) {
                throw e;
            } catch (RuntimeException e) {
                verdicts.add(Verdict.failed(failure(e), Set.of()));
            }
        }
        return new Folded(session, verdicts);
    }

    private Verdict verdict(Outcome outcome, Session session) {
        return new Verdict(
                outcome,
                session.refusal().map(BatchFold::failure),
                session.contradictions(),
                keepTouched ? session.touched() : Set.of());
    }

    /** An unforeseen failure tells its kind only: its message could quote the record. */
    private static Failure failure(RuntimeException e) {
        if (e instanceof Rejected rejected) {
            return Failure.of("fold", rejected);
        }
        if (e instanceof SealBroken) {
            // What is stored does not open with the keys there are: it waits for the key, like for any other
            // configuration.
            return new Failure("encrypt", INTERNAL_ERROR, "seal-broken", "state", DeadLetter.Cause.CONFIGURATION);
        }
        return new Failure("fold", INTERNAL_ERROR, "fold-failed", e.getClass().getSimpleName(), DeadLetter.Cause.FATAL);
    }
}
