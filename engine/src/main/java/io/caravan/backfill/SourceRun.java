package io.caravan.backfill;

import io.caravan.backfill.Backfill.State;
import io.caravan.message.DataClass;
import io.caravan.throttle.Throttles;
import io.caravan.window.BulkGate;
import io.caravan.window.BulkWork;
import io.caravan.window.BulkWorker;
import io.caravan.window.Phase;
import io.caravan.window.Standing;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run of one SELECT: a thread reads page after page, keeps each until the feed has passed it, and hands them to a few
 * others, which bring each to its end. It ends when it is done, has failed, or is asked to stop.
 */
final class SourceRun {
    private static final Logger LOG = LoggerFactory.getLogger(SourceRun.class);

    /** What all runs share. */
    record Parts(
            PostgresRuns runs,
            PostgresSegments segments,
            RowDigest digest,
            BulkGate gate,
            RunSettings settings,
            Throttles throttles,
            InstantSource clock) {}

    /**
     * What one run does.
     *
     * @param settle what its pages wait for
     * @param end what is left to do when all pages have been taken
     */
    record Task(
            long runId,
            LegacySelect select,
            LegacyReader reader,
            PageHandler handler,
            Settle settle,
            RowPage.Terms terms,
            RunEnd end) {}

    /** What is left to do when all pages of a run have been taken. It is done again where it failed. */
    interface RunEnd {
        RunEnd NOTHING = signal -> {};

        void run(RunSignal signal) throws Exception;
    }

    private final Parts parts;
    private final Task task;
    private final BulkWork work;
    private final RunSignal signal;
    private final ReadingTurn turn;
    private final PagesInFlight inFlight;
    private final Thread thread;
    private final WaitingPages waiting = new WaitingPages();
    private final Deque<PostgresSegments.Segment> left = new ArrayDeque<>();
    private Optional<SegmentKey> position = Optional.empty();
    private int nextOrdinal;
    private boolean atEnd;
    /** What was read was given up when the gate shut: its segments are read again. */
    private boolean wasPutBack;

    SourceRun(Parts parts, Task task) {
        this.parts = parts;
        this.task = task;
        BulkWork work = new BulkWork(
                Phase.BACKFILL, task.select().dataClass(), task.select().source());
        this.work = work;
        this.signal = new RunSignal(
                (state, wait) -> parts.runs().report(task.runId(), state, wait),
                () -> parts.gate().ask(work),
                parts.settings());
        this.turn = new ReadingTurn(parts.throttles(), work, System::nanoTime);
        String name = "backfill-" + label() + "-" + task.select().source();
        this.inFlight = new PagesInFlight(name, parts, task.handler(), signal);
        this.thread = new Thread(this::run, name);
        this.thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    boolean isAlive() {
        return thread.isAlive();
    }

    /** Reads no new page and waits for those under way. */
    void stop() throws InterruptedException {
        signal.stop();
        thread.join();
    }

    /** How far it is, for the controller. */
    BulkWorker.Doing doing() {
        return new BulkWorker.Doing(work, isAlive(), inFlight.inHand(), inFlight.records());
    }

    /** The gate may answer otherwise now. */
    void wake() {
        signal.wake();
    }

    private void run() {
        LOG.info(
                "Backfill of {} from {} is running (run {})",
                label(),
                task.select().source(),
                task.runId());
        Throttles.Going going = parts.throttles().begin(work.dataClass(), work.source(), signal::isOver);
        try {
            signal.begin();
            if (begin()) {
                readAll();
            }
            inFlight.close();
            boolean hasEnd = task.end() != RunEnd.NOTHING;
            if (hasEnd && atEnd && !signal.isOver() && signal.awaitOpen()) {
                signal.keepTrying("end of the run of " + label(), () -> {
                    task.end().run(signal);
                    return true;
                });
            }
        } catch (RunFailed e) {
            signal.fail(e.reason());
        } catch (RunSignal.RunOver e) {
            LOG.debug("Run {} was stopped while it waited", task.runId());
        } catch (RuntimeException e) {
            LOG.error("Backfill of {} stops", label(), e);
            signal.fail(Failures.describe(e));
        } finally {
            inFlight.close();
            going.close();
        }
        finish();
    }

    /** @return false when the run is over before the first page may be read */
    private boolean begin() {
        while (!signal.isOver() && signal.ask().level() == Standing.Level.STOPPED) {
            signal.shut(signal.ask());
        }
        Settle.Ticket heard = signal.keepTrying("legacy database", () -> {
            task.reader().verify();
            recover();
            return task.settle().begin();
        });
        while (!heard.isSettled() && !signal.isOver()) {
            await(heard.reason());
        }
        signal.goOn();
        return !signal.isOver();
    }

    /** The gate is asked before each page, and again before it is handed over. */
    private void readAll() {
        while (!signal.isOver()) {
            Standing standing = signal.ask();
            inFlight.allow(standing.limit().atOnce());
            if (isShut(standing)) {
                putBack();
                if (isAllTaken()) {
                    return;
                }
                signal.shut(standing, inFlight.inHand());
            } else if (wasPutBack) {
                takeUpAgain();
            } else if (step(standing)) {
                return;
            }
        }
    }

    private static boolean isShut(Standing standing) {
        return !standing.isOpen() && standing.level() != Standing.Level.DRAINING;
    }

    /** @return whether there is nothing left to do */
    private boolean step(Standing standing) {
        Optional<String> hindrance = inFlight.hindrance();
        if (inFlight.hasDue()) {
            if (inFlight.awaitRoom()) {
                inFlight.takeDue();
            }
        } else if (hindrance.isPresent()) {
            signal.await(hindrance.get());
        } else if (waiting.isFirstSettled()) {
            signal.goOn();
            if (inFlight.awaitRoom()) {
                inFlight.take(waiting.takeFirst());
            }
        } else if (hasMore() && waiting.hasRoom()) {
            readPage(standing);
        } else if (!waiting.isEmpty()) {
            await(waiting.reason());
        } else if (inFlight.isIdle()) {
            return true;
        } else {
            inFlight.reason().ifPresentOrElse(signal::await, signal::rest);
        }
        return false;
    }

    private void readPage(Standing standing) {
        if (!standing.isOpen()) {
            signal.drain(standing, waiting.isEmpty() && inFlight.isIdle());
            return;
        }
        signal.goOn();
        if (turn.isNow(standing.limit())) {
            signal.keepTrying("legacy database", this::readPage);
        } else {
            signal.rest();
        }
    }

    private boolean hasMore() {
        return !atEnd || !left.isEmpty();
    }

    private boolean isAllTaken() {
        return !hasMore() && !wasPutBack && inFlight.isIdle();
    }

    /** What was read and not handed over would be old by the time the gate opens. */
    private void putBack() {
        boolean any = waiting.putBack();
        wasPutBack |= inFlight.putBack() || any;
    }

    /** Reads again what was put back, once nothing is under way that might still complete its segment. */
    private void takeUpAgain() {
        if (!inFlight.isIdle()) {
            signal.rest();
            putBack();
            return;
        }
        signal.keepTrying("database", () -> {
            List<PostgresSegments.Segment> open = parts.segments().listOpen(task.runId());
            left.clear();
            left.addAll(open);
            return true;
        });
        wasPutBack = false;
    }

    private void await(String reason) {
        signal.keepTrying("legacy database", () -> {
            task.settle().remind();
            return true;
        });
        signal.await(reason);
    }

    private void finish() {
        Optional<String> failure = signal.failure();
        if (failure.isPresent()) {
            record(State.FAILED, failure.get());
        } else if (atEnd && !signal.isStopped()) {
            record(State.DONE, "");
        }
    }

    private void record(State state, String reason) {
        try {
            parts.runs().report(task.runId(), state, new RunSignal.Wait(reason, Optional.empty()));
        } catch (RuntimeException e) {
            // Left as running: the next start goes over the end again, which changes nothing.
            LOG.warn("The end of run {} could not be recorded", task.runId(), e);
            return;
        }
        LOG.info(
                "Backfill of {} from {} is {}{}",
                label(),
                task.select().source(),
                state.name().toLowerCase(Locale.ROOT),
                reason.isEmpty() ? "" : ": " + reason);
    }

    /** Finds what an earlier process left: ranges under way, and the greatest range, after which reading goes on. */
    private void recover() throws SQLException {
        left.clear();
        left.addAll(parts.segments().listOpen(task.runId()));
        Optional<PostgresSegments.Segment> greatest = parts.segments().findGreatest(task.runId());
        position = greatest.map(PostgresSegments.Segment::to);
        nextOrdinal = greatest.map(segment -> segment.ordinal() + 1).orElse(1);
        LegacyReader.Moment now = task.reader().clock();
        parts.runs().mark(task.runId(), LegacyTime.instantOf(now.micros()), now.difference());
    }

    /** Reads a page, if there is one here: a range may have no rows now, or the end be reached. */
    private boolean readPage() throws SQLException {
        Optional<RowPage> page = nextPage();
        if (page.isPresent()) {
            waiting.add(page.get(), task.settle().afterPage());
        }
        return true;
    }

    private Optional<RowPage> nextPage() throws SQLException {
        PostgresSegments.Segment again = left.peek();
        if (again != null) {
            LegacyReader.Read read = turn.take(() -> task.reader().range(again.from(), again.to()));
            if (read.rows().isEmpty()) {
                parts.segments().completeEmpty(again.id());
                left.remove();
                return Optional.empty();
            }
            parts.segments().takeAgain(again.id(), content(read));
            left.remove();
            return Optional.of(page(again.id(), read));
        }
        int rows = turn.rows(task.reader().pageRows());
        LegacyReader.Read read = turn.take(() -> task.reader().after(position, rows));
        if (read.to().isEmpty()) {
            atEnd = true;
            return Optional.empty();
        }
        SegmentKey to = read.to().get();
        if (read.rows().isEmpty()) {
            position = Optional.of(to);
            atEnd = read.last();
            return Optional.empty();
        }
        OptionalLong segment = parts.segments().add(task.runId(), nextOrdinal, position, to, content(read));
        if (segment.isEmpty()) {
            LOG.warn("Another process goes on with run {}; this one leaves it", task.runId());
            signal.stop();
            return Optional.empty();
        }
        nextOrdinal++;
        position = Optional.of(to);
        atEnd = read.last();
        return Optional.of(page(segment.getAsLong(), read));
    }

    private PostgresSegments.Content content(LegacyReader.Read read) {
        return new PostgresSegments.Content(read.rows().size(), parts.digest().of(read.rows()), read.window());
    }

    private RowPage page(long segmentId, LegacyReader.Read read) {
        LegacySelect select = task.select();
        return new RowPage(select.dataClass(), select.source(), segmentId, select.key(), read.rows(), task.terms());
    }

    private String label() {
        DataClass dataClass = task.select().dataClass();
        return dataClass.label();
    }
}
