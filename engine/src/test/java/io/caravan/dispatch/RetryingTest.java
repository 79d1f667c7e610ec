package io.caravan.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.caravan.journal.Desk;
import io.caravan.ledger.Outcome;
import io.caravan.message.DataClass;
import java.sql.PreparedStatement;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What waits to be tried again is known to the next process, and what a target could not take is not begun. */
class RetryingTest {
    private final Desk desk = new Desk();
    private final List<Long> done = new CopyOnWriteArrayList<>();
    private final AtomicBoolean away = new AtomicBoolean(true);
    private PatientOrderDispatcher dispatcher = open();

    @AfterEach
    void close() {
        dispatcher.close();
        desk.close();
    }

    @Test
    void howOftenItHasFailedAndWhenItIsDueSurvivesTheProcess() {
        start();
        desk.accept(Desk.message("first", "MR1"));
        desk.accept(Desk.message("second", "MR1"));
        await().until(() -> dispatcher.status(DataClass.ADT).retrying() == 1);
        dispatcher.close();
        assertThat(desk.query("select count(*) from retry_message where attempts > 0 and code = 'lookup-away'"))
                .isEqualTo(1);
        execute("update retry_message set due = now() + interval '1 hour'");
        away.set(false);

        dispatcher = open();
        start();
        desk.accept(Desk.message("other", "MR2"));
        await().until(() -> done.size() == 1 && dispatcher.status(DataClass.ADT).retrying() == 1);
        dispatcher.retryNow(DataClass.ADT);

        await().until(() -> done.size() == 3);
        assertThat(done.subList(1, 3)).isSorted();
        dispatcher.close();
        assertThat(desk.query("select count(*) from retry_message")).isZero();
    }

    @Test
    void whileTheTargetIsAwayNothingIsBegun() {
        away.set(false);
        dispatcher.hold(DataClass.ADT);
        start();
        desk.accept(Desk.message("one", "MR1"));
        desk.accept(Desk.message("two", "MR1"));
        assertThat(dispatcher.status(DataClass.ADT).underWay()).isZero();

        dispatcher.release(DataClass.ADT);

        await().until(() -> done.size() == 2);
        assertThat(done).isSorted();
    }

    private PatientOrderDispatcher open() {
        return new PatientOrderDispatcher(desk.journal, desk.database, DispatchSettings.DEFAULT);
    }

    private void start() {
        dispatcher.start(DataClass.ADT, (entry, completion) -> {
            if (away.get()) {
                completion.again("lookup-away");
            } else {
                desk.ends(entry.id(), Outcome.APPLIED);
                done.add(entry.id());
                completion.done();
            }
        });
    }

    private void execute(String sql) {
        desk.database.inTransaction(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                return statement.executeUpdate();
            }
        });
    }
}
