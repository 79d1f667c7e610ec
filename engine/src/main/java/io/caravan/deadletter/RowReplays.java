package io.caravan.deadletter;

import io.caravan.deadletter.DeadLetter.State;
import io.caravan.ledger.Outcome;
import io.caravan.sql.Database;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Replays rows, one after the other on one thread: it is bulk work. A row that cannot be brought to the ledger now stays
 * replaying and is tried again.
 */
final class RowReplays implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RowReplays.class);
    private static final long RETRY_SECONDS = 5;
    private static final long CLOSE_SECONDS = 30;

    private final Database database;
    private final Payloads payloads;
    private final RowReplay replay;
    private final InstantSource clock;
    private final LetterTable table = new LetterTable();
    private final Attempts attempts;
    private final ScheduledExecutorService thread;
    private final Set<Long> waiting = ConcurrentHashMap.newKeySet();

    RowReplays(Database database, Payloads payloads, RowReplay replay, InstantSource clock) {
        this.database = database;
        this.payloads = payloads;
        this.replay = replay;
        this.clock = clock;
        this.attempts = new Attempts(clock);
        this.thread = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread one = new Thread(task, "deadletter-rows");
            one.setDaemon(true);
            return one;
        });
    }

    /** A letter that waits here already is not added twice. */
    void add(List<DeadLetter> letters) {
        letters.stream().filter(letter -> waiting.add(letter.id())).forEach(letter -> schedule(letter, 0));
    }

    @Override
    public void close() {
        thread.shutdownNow();
        try {
            if (!thread.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("A replay of a row is still under way");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void schedule(DeadLetter letter, long seconds) {
        try {
            thread.schedule(() -> run(letter), seconds, TimeUnit.SECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("The replay of dead letter {} goes on at the next start", letter.id());
        }
    }

    private void run(DeadLetter letter) {
        waiting.remove(letter.id()); // first: who wants it once more from here on is heard
        try {
            replayIfWanted(letter);
        } catch (Exception e) {
            LOG.warn(
                    "The replay of dead letter {} is tried again: {}",
                    letter.id(),
                    e.getClass().getName());
            if (waiting.add(letter.id())) {
                schedule(letter, RETRY_SECONDS);
            }
        }
    }

    /** It may have ended since it was added. */
    private void replayIfWanted(DeadLetter letter) throws Exception {
        Optional<SealedRow> row = database.inTransaction(connection -> {
            boolean wanted = table.find(connection, letter.id())
                    .filter(present -> present.state() == State.REPLAYING)
                    .isPresent();
            return wanted
                    ? Optional.of(SealedRow.of(
                            payloads.get(connection, letter.id(), false).bytes()))
                    : Optional.empty();
        });
        if (row.isPresent()) {
            Outcome outcome = replay.replay(
                    letter.dataClass(),
                    letter.source(),
                    row.get().rowKey(),
                    row.get().rowJson());
            if (outcome != Outcome.DEAD_LETTERED) {
                end(letter, ReplayedLetters.state(outcome));
            }
        }
    }

    private void end(DeadLetter letter, State state) {
        database.inRepeatedTransaction(connection -> {
            List<DeadLetter> replaying = table.lock(connection, List.of(letter.id()), State.REPLAYING);
            if (!replaying.isEmpty()) {
                table.move(connection, replaying, state, clock.instant());
                Attempts.Events events = new Attempts.Events(state == State.SUPERSEDED ? "superseded" : "replayed");
                events.add(letter.id(), letter.code(), letter.place(), "", Ran.UNKNOWN);
                attempts.record(connection, events);
            }
            return 0;
        });
    }
}
