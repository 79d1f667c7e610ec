package io.caravan.ledger;

import io.caravan.message.DataClass;
import io.caravan.retry.Backoff;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** What a class owes to its target: written down with the reason and the time of the next attempt. */
final class Arrears {
    private static final String OVERTAKEN = "newer-version";
    private static final String MOVED = "moved";

    private final LedgerTools tools;
    private final DataClass dataClass;
    private final RetryTable table;
    private final Waiters waiters;
    private final Backoff backoff;

    Arrears(LedgerTools tools, DataClass dataClass, Waiters waiters, Backoff backoff) {
        this.tools = tools;
        this.dataClass = dataClass;
        this.table = new RetryTable(dataClass);
        this.waiters = waiters;
        this.backoff = backoff;
    }

    RetryTable table() {
        return table;
    }

    Waiters waiters() {
        return waiters;
    }

    DataClass dataClass() {
        return dataClass;
    }

    Instant now() {
        return tools.clock().instant();
    }

    /** What stands in the table. */
    void recall() {
        Map<UUID, Waiters.Waiter> groups = tools.database().inTransaction(connection -> table.groups(connection, null));
        waiters.replace(dataClass, groups);
    }

    /** When something is tried again that has failed so often. */
    Instant due(Receipt.Wait wait, int attempts) {
        return wait.until().orElseGet(() -> now().plus(backoff.pause(attempts, wait.asked())));
    }

    /** Something nobody can do anything about here. */
    Instant muchLater() {
        return now().plus(backoff.longest());
    }

    /**
     * Writes down what of these parcels is still to be brought, and which messages wait for it. To be told with
     * {@link #committed} after the commit.
     */
    List<RetryTable.Row> write(
            Connection connection, List<Parcel> parcels, Receipt receipt, List<RetryTable.Entry> entries)
            throws SQLException {
        List<RetryTable.Row> rows = new ArrayList<>();
        for (Receipt.Wait wait : receipt.waiting().values()) {
            Parcel parcel = wait.parcel();
            int attempts = wait.wasTried() ? 1 : 0;
            rows.add(new RetryTable.Row(parcel.id(), parcel.patient(), attempts, due(wait, 1), wait.code()));
        }
        rows.addAll(overtaken(connection, parcels, receipt));
        table.join(connection, rows, entries, now());
        return rows;
    }

    /** The parcels that were written while another made a newer version; they are due at once. */
    private List<RetryTable.Row> overtaken(Connection connection, List<Parcel> parcels, Receipt receipt)
            throws SQLException {
        Set<UUID> overtaken = Outbox.overtaken(connection, receipt.written());
        return dueNow(
                parcels.stream().filter(one -> overtaken.contains(one.id())).toList(), OVERTAKEN);
    }

    /** Writes down what a merge has changed; it is brought after the commit. */
    List<RetryTable.Row> writeMoved(Connection connection, List<Parcel> parcels) throws SQLException {
        List<RetryTable.Row> rows = dueNow(parcels, MOVED);
        table.join(connection, rows, List.of(), now());
        return rows;
    }

    private List<RetryTable.Row> dueNow(List<Parcel> parcels, String code) {
        Instant now = now();
        List<RetryTable.Row> rows = new ArrayList<>(parcels.size());
        Set<UUID> once = new HashSet<>();
        for (Parcel parcel : parcels) {
            if (once.add(parcel.id())) {
                rows.add(new RetryTable.Row(parcel.id(), parcel.patient(), 0, now, code));
            }
        }
        return rows;
    }

    void committed(List<RetryTable.Row> rows) {
        for (RetryTable.Row row : rows) {
            waiters.add(dataClass, row.group(), new Waiters.Waiter(row.patient().isPresent(), row.due()));
        }
    }

    /** All that waits is due now. */
    void hurry() {
        tools.transactions().run(connection -> table.now(connection, now().minus(Duration.ofMillis(1))));
        recall();
    }
}
