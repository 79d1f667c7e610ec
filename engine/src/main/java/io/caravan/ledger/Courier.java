package io.caravan.ledger;

import io.caravan.balance.OutcomeLog.Recorded;
import io.caravan.crypto.Sealer;
import io.caravan.deadletter.DeadLetter;
import io.caravan.deadletter.Failure;
import io.caravan.deadletter.MessageLetter;
import io.caravan.finding.PostgresFindings.Noted;
import io.caravan.fold.ResourceKey;
import io.caravan.message.DataClass;
import io.caravan.message.Finding;
import io.caravan.sql.DatabaseFailure;
import io.caravan.target.Target.Delivery;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings to a class's target what it could not take before, as it is now, patient by patient, and counts the messages that
 * have waited for it. It also asks a target that is away whether it is back. Run again and again by a timer, never at once.
 */
final class Courier implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(Courier.class);
    private static final int MOST_GROUPS = 200;
    private static final int MOST_CONFLICTS = 10;
    private static final int INTERNAL_ERROR = 207;
    private static final Duration LOOK = Duration.ofSeconds(5);
    private static final Set<String> CONFLICTS = Set.of("target-409", "target-412");

    private static final String WAITING = """
            select retry.resource_id, retry.patient, retry.attempts, resource.type, resource.version, resource.body
            from retry
            join resource on resource.id = retry.resource_id
            where retry.data_class = ?
              and coalesce(retry.patient, retry.resource_id) = any(?)
            order by retry.resource_id
            """;

    private static final String OUTCOMES = """
            select outcome.journal_id, outcome.outcome, journal.source
            from outcome
            join journal on journal.id = outcome.journal_id
            where outcome.journal_id = any(?)
              and not outcome.delivered
            """;

    private final LedgerTools tools;
    private final Books books;
    private final Arrears arrears;
    private final Outlet outlet;
    private final Followers followers;
    private Instant lookedAt = Instant.MIN;
    private boolean hindered;

    Courier(LedgerTools tools, Books books, Arrears arrears, Outlet outlet, Followers followers) {
        this.tools = tools;
        this.books = books;
        this.arrears = arrears;
        this.outlet = outlet;
        this.followers = followers;
    }

    /** @param broken resources that do not open with the present keys */
    private record Load(List<UUID> groups, List<Parcel> parcels, Map<UUID, Integer> attempts, List<UUID> broken) {}

    /** What an outcome says of a message that is not delivered. */
    private record Pending(Outcome outcome, String source) {}

    /** @param delivered or refused for good */
    private record Settled(List<Long> delivered, Map<UUID, Waiters.Waiter> left) {}

    @Override
    public void run() {
        try {
            look();
            hindered = false;
        } catch (RuntimeException e) {
            if (!hindered) {
                LOG.warn(
                        "What waits for the target of {} waits longer: {}",
                        arrears.dataClass().label(),
                        reason(e));
            }
            hindered = true;
        }
    }

    private static String reason(RuntimeException e) {
        return e instanceof DatabaseFailure
                ? String.valueOf(e.getMessage())
                : e.getClass().getName();
    }

    private void look() {
        DataClass dataClass = arrears.dataClass();
        Instant now = arrears.now();
        Circuit.Status status = outlet.circuit().status();
        if (status.open()) {
            if (now.isBefore(status.due())) {
                return;
            }
            outlet.probe();
        }
        if (lookedAt.isBefore(now.minus(LOOK))) {
            arrears.recall();
            lookedAt = now;
        }
        Optional<Instant> earliest = arrears.waiters().earliest(dataClass);
        while (!outlet.circuit().status().open()
                && earliest.isPresent()
                && !earliest.get().isAfter(arrears.now())
                && !Thread.currentThread().isInterrupted()) {
            if (!bring()) {
                return;
            }
            earliest = arrears.waiters().earliest(dataClass);
        }
    }

    /** @return false when nothing was due in the table */
    private boolean bring() {
        Load load = tools.database().inTransaction(this::load);
        if (load.groups().isEmpty()) {
            arrears.recall();
            return false;
        }
        Receipt receipt = outlet.attemptAgain(load.parcels());
        Settled settled = tools.transactions().run(connection -> settle(connection, load, receipt));
        arrears.waiters()
                .removeAll(
                        arrears.dataClass(),
                        load.groups().stream()
                                .filter(group -> !settled.left().containsKey(group))
                                .toList());
        settled.left().forEach((group, waiter) -> arrears.waiters().set(arrears.dataClass(), group, waiter));
        if (!settled.delivered().isEmpty()) {
            followers.delivered(settled.delivered());
        }
        return true;
    }

    private Load load(Connection connection) throws SQLException {
        List<UUID> groups = arrears.table().listDueGroups(connection, arrears.now(), MOST_GROUPS);
        Load load = new Load(groups, new ArrayList<>(), new HashMap<>(), new ArrayList<>());
        if (groups.isEmpty()) {
            return load;
        }
        try (PreparedStatement statement = connection.prepareStatement(WAITING)) {
            statement.setInt(1, arrears.dataClass().ordinal());
            statement.setArray(2, connection.createArrayOf("uuid", groups.toArray()));
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    add(rows, load);
                }
            }
        }
        return load;
    }

    private void add(ResultSet row, Load load) throws SQLException {
        ResourceKey key = new ResourceKey(Seals.type(row.getInt(4)), row.getObject(1, UUID.class));
        int version = row.getInt(5);
        try {
            byte[] body = tools.seals().openBody(key, version, row.getBytes(6));
            Delivery delivery = Outbox.delivery(key, version, body);
            load.parcels().add(new Parcel(delivery, Optional.ofNullable(row.getObject(2, UUID.class))));
            load.attempts().put(key.id(), row.getInt(3));
        } catch (Sealer.SealBroken e) {
            LOG.error("{} {} does not open and cannot be delivered: {}", key.type(), key.id(), e.getMessage());
            load.broken().add(key.id());
        }
    }

    private Settled settle(Connection connection, Load load, Receipt receipt) throws SQLException {
        RetryTable table = arrears.table();
        Map<UUID, String> refused = new HashMap<>(receipt.refused());
        List<RetryTable.Failure> failures = failures(load, receipt, refused);
        Set<UUID> present = table.lock(connection, ids(load));
        // After the lock: who joined has committed, and who comes later finds no row any more.
        Set<UUID> arrived = new HashSet<>(receipt.written().keySet());
        arrived.removeAll(Outbox.overtaken(connection, receipt.written()));
        arrived.retainAll(present);
        refused.keySet().retainAll(present);
        table.failed(connection, failures);
        List<RetryTable.Entry> dead = table.takeEntries(connection, refused.keySet());
        table.leave(connection, journalIds(dead));
        List<RetryTable.Entry> done = table.takeEntries(connection, arrived);
        table.remove(connection, arrived);
        table.remove(connection, refused.keySet());
        Map<UUID, Waiters.Waiter> left = table.groups(connection, load.groups());
        Set<Long> waiting = table.listStillWaiting(connection, journalIds(done));
        Set<Long> ended = new HashSet<>(journalIds(done));
        ended.removeAll(waiting);
        noteRefused(connection, load, refused, dead);
        return new Settled(keepBooks(connection, ended, dead, refused), left);
    }

    /** What no message waited for (moved by a merge, or delivered again) has no dead letter either. */
    private void noteRefused(Connection connection, Load load, Map<UUID, String> refused, List<RetryTable.Entry> dead)
            throws SQLException {
        Set<UUID> told = dead.stream().map(RetryTable.Entry::resourceId).collect(Collectors.toSet());
        List<Noted> noted = new ArrayList<>(0);
        for (Parcel parcel : load.parcels()) {
            String code = refused.get(parcel.id());
            if (code != null && !told.contains(parcel.id())) {
                Finding finding = new Finding(
                        "redelivery-refused", parcel.delivery().type().fhirName() + " " + code);
                noted.add(new Noted(arrears.dataClass(), "", finding, 0, "", ""));
            }
        }
        books.findings().insert(connection, noted);
    }

    private static List<UUID> ids(Load load) {
        List<UUID> ids = new ArrayList<>(load.attempts().keySet());
        ids.addAll(load.broken());
        return ids;
    }

    private static Set<Long> journalIds(Collection<RetryTable.Entry> entries) {
        return entries.stream().map(RetryTable.Entry::journalId).collect(Collectors.toSet());
    }

    /** @param refused gets those of which a conflict has stayed too long */
    private List<RetryTable.Failure> failures(Load load, Receipt receipt, Map<UUID, String> refused) {
        List<RetryTable.Failure> failures = new ArrayList<>();
        Map<UUID, Instant> dues = new HashMap<>();
        for (Receipt.Wait wait : receipt.waiting().values()) {
            UUID id = wait.parcel().id();
            int attempts = load.attempts().getOrDefault(id, 0) + 1;
            if (wait.wasTried() && CONFLICTS.contains(wait.code()) && attempts >= MOST_CONFLICTS) {
                refused.put(id, wait.code());
            } else {
                dues.merge(wait.parcel().group(), arrears.due(wait, attempts), (a, b) -> a.isAfter(b) ? a : b);
            }
        }
        // A patient's resources go together: they are due when the last of them is.
        for (Receipt.Wait wait : receipt.waiting().values()) {
            UUID id = wait.parcel().id();
            if (!refused.containsKey(id)) {
                Instant due = Objects.requireNonNull(dues.get(wait.parcel().group()));
                failures.add(new RetryTable.Failure(id, wait.wasTried() ? 1 : 0, due, wait.code()));
            }
        }
        for (UUID id : load.broken()) {
            failures.add(new RetryTable.Failure(id, 1, arrears.muchLater(), "resource-broken"));
        }
        return failures;
    }

    private List<Long> keepBooks(
            Connection connection, Set<Long> done, List<RetryTable.Entry> dead, Map<UUID, String> refused)
            throws SQLException {
        Set<Long> all = new HashSet<>(done);
        all.addAll(journalIds(dead));
        Map<Long, Pending> pending = pending(connection, all);
        List<Recorded> outcomes = new ArrayList<>();
        List<MessageLetter> letters = new ArrayList<>(0);
        for (RetryTable.Entry entry : dead) {
            Pending one = pending.remove(entry.journalId());
            if (one != null) {
                String code = Objects.requireNonNull(refused.get(entry.resourceId()));
                Failure failure = new Failure("deliver", INTERNAL_ERROR, code, "target", DeadLetter.Cause.DATA);
                letters.add(new MessageLetter(
                        entry.journalId(), arrears.dataClass(), one.source(), entry.controlId(), failure));
                outcomes.add(new Recorded(entry.journalId(), arrears.dataClass(), Outcome.DEAD_LETTERED, true));
            }
        }
        pending.forEach((id, one) -> outcomes.add(new Recorded(id, arrears.dataClass(), one.outcome(), true)));
        books.letters().open(connection, letters);
        books.outcomes().record(connection, outcomes);
        return outcomes.stream().map(Recorded::journalId).toList();
    }

    private static Map<Long, Pending> pending(Connection connection, Set<Long> journalIds) throws SQLException {
        Map<Long, Pending> found = new HashMap<>();
        if (journalIds.isEmpty()) {
            return found;
        }
        try (PreparedStatement statement = connection.prepareStatement(OUTCOMES)) {
            statement.setArray(1, connection.createArrayOf("bigint", journalIds.toArray()));
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    found.put(rows.getLong(1), new Pending(Outcome.values()[rows.getInt(2)], rows.getString(3)));
                }
            }
        }
        return found;
    }
}
