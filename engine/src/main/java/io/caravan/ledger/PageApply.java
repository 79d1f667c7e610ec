package io.caravan.ledger;

import io.caravan.balance.Tallies;
import io.caravan.balance.Tally;
import io.caravan.deadletter.DeadLetter;
import io.caravan.deadletter.Failure;
import io.caravan.deadletter.RowLetter;
import io.caravan.finding.PostgresFindings.Noted;
import io.caravan.fold.ResourceKey;
import io.caravan.ledger.BatchFold.Folded;
import io.caravan.ledger.BatchFold.Verdict;
import io.caravan.ledger.Ledger.PageOutcome;
import io.caravan.map.Mapped;
import io.caravan.message.DataClass;
import io.caravan.message.Finding;
import io.caravan.message.Rejected;
import io.caravan.sql.DatabaseFailure;
import io.caravan.throttle.Answer;
import io.caravan.throttle.Throttle;
import io.caravan.throttle.Throttles;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Folds a page of rows in one transaction with the completion of its segment. With a target of its own the class needs two:
 * a crash between them leaves the segment open, and the page is read, folded without effect, and delivered again.
 */
final class PageApply {
    private static final int INTERNAL_ERROR = 207;

    private final LedgerTools tools;
    private final Books books;
    private final DataClass dataClass;
    private final Optional<Way> way;
    private final Moves moves;
    private final Throttles throttles;

    PageApply(
            LedgerTools tools, Books books, DataClass dataClass, Optional<Way> way, Moves moves, Throttles throttles) {
        this.tools = tools;
        this.books = books;
        this.dataClass = dataClass;
        this.way = way;
        this.moves = moves;
        this.throttles = throttles;
    }

    /** A row and what became of it. */
    private record Row(Page.Item item, Verdict verdict) {}

    private record FoldedPage(List<Row> rows, List<Parcel> parcels, boolean merged, PageOutcome outcome) {}

    /** @throws Postponed when the target cannot take all of it now */
    PageOutcome apply(Page page) {
        way.map(one -> one.outlet().circuit().status())
                .filter(Circuit.Status::open)
                .ifPresent(away -> {
                    throw new Postponed(away.reason(), away.due());
                });
        moves.runIfDue();
        FoldedPage folded;
        try {
            folded = folded(page);
        } catch (DatabaseFailure e) {
            // It may have committed a merge all the same: the same page again would not find it new.
            moves.expect();
            throw e;
        }
        if (folded.merged()) {
            moves.expect();
        }
        moves.runIfDue();
        return way.isEmpty() ? folded.outcome() : deliver(page, folded, way.get());
    }

    private FoldedPage folded(Page page) {
        Throttle.Permit permit = isReplayed(page)
                ? throttles.store().live(page.items().size())
                : throttles
                        .store()
                        .awaitBulk(page.items().size(), throttles.halt(dataClass, page.source()))
                        .orElseThrow(() -> new Postponed("halted", tools.clock().instant()));
        Answer answer = Answer.OF_NO_MEANING;
        Set<UUID> reached = new HashSet<>();
        try {
            permit.begins();
            FoldedPage folded = tools.transactions().run((connection, hold) -> {
                FoldedPage made = fold(connection, page, hold, reached);
                if (way.isEmpty()) {
                    complete(connection, page, made.rows(), made.outcome());
                }
                return made;
            });
            answer = Answer.FINE;
            return folded;
        } finally {
            permit.end(answer);
        }
    }

    /** Somebody waits for it, and its job has its own pace. */
    private static boolean isReplayed(Page page) {
        return page.segmentId() == Page.NO_SEGMENT;
    }

    /** @param reached what tries that lost would have written: a try that holds its rows takes them with the others */
    private FoldedPage fold(Connection connection, Page page, boolean hold, Set<UUID> reached) throws SQLException {
        List<Mapped> records = new ArrayList<>(page.items().size());
        for (Page.Item item : page.items()) {
            item.mapped().ifPresent(records::add);
        }
        ResourceReads.Read read = hold
                ? tools.reads().readHeld(connection, records, reached)
                : tools.reads().read(connection, records);
        Supplier<Session> sessions = () -> tools.session(connection, read).watchSkew(page.skewMicros());
        Folded folded = new BatchFold(sessions, false, way.isPresent()).fold(records);
        Session session = folded.session();
        List<Row> rows = rows(page, folded.verdicts());
        List<Parcel> parcels = way.isEmpty()
                ? List.of()
                : new Outbox(tools.seals()).parcels(connection, session, touched(folded.verdicts()));
        session.slots().stream()
                .filter(Slot::isChanged)
                .forEach(slot -> reached.add(slot.key().id()));
        tools.writes()
                .write(
                        connection,
                        session.slots(),
                        read.held(),
                        dataClass,
                        tools.clock().instant());
        tools.aliases().write(connection, session.newEdges(), dataClass);
        return new FoldedPage(rows, parcels, !session.newEdges().isEmpty(), count(rows));
    }

    private static Set<ResourceKey> touched(List<Verdict> verdicts) {
        Set<ResourceKey> keys = new HashSet<>();
        verdicts.forEach(verdict -> keys.addAll(verdict.touched()));
        return keys;
    }

    private static List<Row> rows(Page page, List<Verdict> verdicts) {
        List<Row> rows = new ArrayList<>(page.items().size());
        int next = 0;
        for (Page.Item item : page.items()) {
            rows.add(new Row(item, item.mapped().isPresent() ? verdicts.get(next++) : refusal(item)));
        }
        return rows;
    }

    private static Verdict refusal(Page.Item item) {
        Rejected why = item.rejected().orElseGet(() -> new Rejected(INTERNAL_ERROR, "not-mapped", "row"));
        return Verdict.failed(Failure.of("row", why), Set.of());
    }

    private static PageOutcome count(List<Row> rows) {
        int[] counts = new int[Outcome.values().length];
        for (Row row : rows) {
            counts[row.verdict().outcome().ordinal()]++;
        }
        return new PageOutcome(
                counts[Outcome.APPLIED.ordinal()],
                counts[Outcome.SUPERSEDED.ordinal()],
                counts[Outcome.MERGED.ordinal()],
                counts[Outcome.EXCLUDED.ordinal()],
                counts[Outcome.DEAD_LETTERED.ordinal()]);
    }

    private void complete(Connection connection, Page page, List<Row> rows, PageOutcome outcome) throws SQLException {
        List<RowLetter> letters = new ArrayList<>(0);
        List<Noted> findings = new ArrayList<>(0);
        for (Row row : rows) {
            Page.Item item = row.item();
            row.verdict()
                    .failure()
                    .ifPresent(failure -> letters.add(
                            new RowLetter(dataClass, page.source(), item.rowKey(), item.rowJson(), failure)));
            if (row.verdict().failure().isEmpty() && item.mapped().isPresent()) {
                List<Finding> all = new ArrayList<>(item.mapped().get().findings());
                all.addAll(row.verdict().findings());
                for (Finding finding : all) {
                    String rowKey = books.rowKeys().of(dataClass, page.source(), item.rowKey());
                    findings.add(new Noted(dataClass, page.source(), finding, 0, "", rowKey));
                }
            }
        }
        books.letters().openRows(connection, letters);
        books.findings().insert(connection, findings);
        books.segments().complete(connection, page, outcome);
        Tallies.Changes changes = new Tallies.Changes().add(dataClass, Tally.READ, rows.size());
        changes.add(dataClass, Tally.APPLIED, outcome.applied());
        changes.add(dataClass, Tally.SUPERSEDED, outcome.superseded());
        changes.add(dataClass, Tally.MERGED, outcome.merged());
        changes.add(dataClass, Tally.EXCLUDED, outcome.excluded());
        changes.add(dataClass, Tally.DEAD_LETTERED, outcome.deadLettered());
        books.tallies().add(connection, changes);
    }

    private PageOutcome deliver(Page page, FoldedPage folded, Way to) {
        Receipt receipt = isReplayed(page)
                ? to.outlet().attempt(folded.parcels())
                : to.outlet().attemptBulk(folded.parcels(), throttles.halt(dataClass, page.source()));
        receipt.waiting().values().stream().findFirst().ifPresent(wait -> {
            throw new Postponed(wait.code(), to.arrears().due(wait, 1));
        });
        List<Row> rows = new ArrayList<>(folded.rows().size());
        for (Row row : folded.rows()) {
            Optional<String> code = row.verdict().touched().stream()
                    .map(key -> receipt.refused().get(key.id()))
                    .filter(found -> found != null)
                    .findFirst();
            rows.add(code.map(no -> refused(row, no)).orElse(row));
        }
        PageOutcome outcome = count(rows);
        List<RetryTable.Row> owed = tools.transactions().run(connection -> {
            List<RetryTable.Row> overtaken = to.arrears().write(connection, folded.parcels(), receipt, List.of());
            complete(connection, page, rows, outcome);
            return overtaken;
        });
        to.arrears().committed(owed);
        return outcome;
    }

    private static Row refused(Row row, String code) {
        Failure failure = new Failure("deliver", INTERNAL_ERROR, code, "target", DeadLetter.Cause.DATA);
        return new Row(row.item(), Verdict.failed(failure, row.verdict().touched()));
    }
}
