package io.caravan.journal;

import io.caravan.balance.Tallies;
import io.caravan.balance.Tally;
import io.caravan.message.DataClass;
import io.caravan.sql.Database;
import io.caravan.sql.DatabaseFailure;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Adds to the tally {@code rejected}, a few times a second: a sender that is refused sends again and again, and must not cost a
 * commit each time. While the database is away the count waits. A kill loses what was counted since the last time.
 */
public final class PostgresRefusals implements Refusals, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PostgresRefusals.class);
    private static final long EVERY_MILLIS = 250;

    private final Database database;
    private final Tallies tallies;
    private final ScheduledExecutorService writer;
    private final EnumMap<DataClass, Long> counted = new EnumMap<>(DataClass.class);

    public PostgresRefusals(Database database, Tallies tallies) {
        this.database = database;
        this.tallies = tallies;
        this.writer = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "refusals");
            thread.setDaemon(true);
            return thread;
        });
        writer.scheduleWithFixedDelay(this::write, EVERY_MILLIS, EVERY_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Override
    public void count(DataClass dataClass) {
        synchronized (counted) {
            counted.merge(dataClass, 1L, Long::sum);
        }
    }

    private void write() {
        Map<DataClass, Long> taken = take();
        if (taken.isEmpty()) {
            return;
        }
        try {
            Tallies.Changes changes = new Tallies.Changes();
            taken.forEach((dataClass, count) -> changes.add(dataClass, Tally.REJECTED, count));
            database.inTransaction(connection -> {
                tallies.add(connection, changes);
                return true;
            });
        } catch (DatabaseFailure later) {
            LOG.debug("The count of refusals waits: {}", later.toString());
            synchronized (counted) {
                taken.forEach((dataClass, count) -> counted.merge(dataClass, count, Long::sum));
            }
        }
    }

    private Map<DataClass, Long> take() {
        synchronized (counted) {
            Map<DataClass, Long> taken = Map.copyOf(counted);
            counted.clear();
            return taken;
        }
    }

    /** Writes what is counted. */
    @Override
    public void close() {
        writer.shutdown();
        try {
            if (writer.awaitTermination(EVERY_MILLIS * 20, TimeUnit.MILLISECONDS)) {
                write();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
