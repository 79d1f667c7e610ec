package io.caravan.alert;

import io.caravan.message.DataClass;
import io.caravan.sql.Database;
import io.caravan.sql.DatabaseFailure;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The alerts in PostgreSQL; each opening and each end is a line of the log, too. */
public final class PostgresAlerts implements Alarm, Alerts {
    private static final Logger LOG = LoggerFactory.getLogger(PostgresAlerts.class);

    private final Database database;
    private final InstantSource clock;
    private final AlertTable table = new AlertTable();

    public PostgresAlerts(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    /** While the database is away it is only said in the log: whoever raises an alert must not fail for it. */
    @Override
    public void raise(String kind, Optional<DataClass> dataClass, String subject, String text) {
        boolean isNew = true;
        try {
            isNew = database.inRepeatedTransaction(
                    connection -> table.raise(connection, clock.instant(), kind, dataClass, subject, text));
        } catch (DatabaseFailure e) {
            LOG.warn("The next alert could not be stored: {}", e.getMessage());
        }
        if (isNew) {
            LOG.warn("Alert {}: {}", name(kind, dataClass, subject), text);
        }
    }

    @Override
    public void resolve(String kind, Optional<DataClass> dataClass, String subject) {
        try {
            if (database.inRepeatedTransaction(
                    connection -> table.resolve(connection, clock.instant(), kind, dataClass, subject))) {
                LOG.info("Alert {} is over", name(kind, dataClass, subject));
            }
        } catch (DatabaseFailure e) {
            LOG.warn("Alert {} stays open: {}", name(kind, dataClass, subject), e.getMessage());
        }
    }

    @Override
    public List<Alert> list(boolean all, long beforeId, int limit) {
        return database.inTransaction(connection -> table.list(connection, all, beforeId, limit));
    }

    @Override
    public Optional<Alert> find(long id) {
        return database.inTransaction(connection -> table.find(connection, id));
    }

    @Override
    public Alert acknowledge(long id, String by, String note) {
        return database.inRepeatedTransaction(
                        connection -> table.acknowledge(connection, clock.instant(), id, by, note))
                .orElseThrow(() -> new IllegalArgumentException("There is no alert " + id));
    }

    List<Alert> listOpen(String kind) {
        return database.inTransaction(connection -> table.listOpen(connection, kind));
    }

    /** What an open alert says now. */
    void refresh(String kind, List<Condition.Standing> standing) {
        if (!standing.isEmpty()) {
            database.inRepeatedTransaction(connection -> {
                for (Condition.Standing one : standing) {
                    table.refresh(connection, clock.instant(), kind, one);
                }
                return standing.size();
            });
        }
    }

    private static String name(String kind, Optional<DataClass> dataClass, String subject) {
        StringBuilder name = new StringBuilder(kind);
        dataClass.ifPresent(one -> name.append(' ').append(one.label()));
        return subject.isEmpty()
                ? name.toString()
                : name.append(' ').append(subject).toString();
    }
}
