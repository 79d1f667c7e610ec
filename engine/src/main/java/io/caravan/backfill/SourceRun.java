package io.caravan.backfill;

import io.caravan.backfill.Backfill.State;
import io.caravan.message.DataClass;
import io.caravan.window.BulkGate;
import io.caravan.window.BulkWork;
import io.caravan.window.Phase;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
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
    private final RunSignal signal;
    private final PagesInFlight inFlight;
    private final Thread thread;
    private final WaitingPages waiting = new WaitingPages();
    private final Deque<PostgresSegments.Segment> left = new ArrayDeque<>();
    private Optional<SegmentKey> position = Optional.empty();
    private int nextOrdinal;
    private boolean atEnd;

    SourceRun(Parts parts, Task task) {
        this.parts = parts;
        this.task = task;
        this.signal =
                new RunSignal((state, reason) -> parts.runs().report(task.runId(), state, reason), parts.settings());
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

    private void run() {
        LOG.info(
                "Backfill of {} from {} is running (run {})",
                label(),
                task.select().source(),
                task.runId());
        try {
            if (begin()) {
                readAll();
            }
            inFlight.close();
            if (atEnd && !signal.isOver()) {
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
        }
        finish();
    }

    /** @return false when the run is over before the first page may be read */
    private boolean begin() {
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

    private void readAll() {
        while (!signal.isOver()) {
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
            } else if (!atEnd && waiting.hasRoom()) {
                if (gateIsOpen()) {
                    signal.keepTrying("legacy database", this::readPage);
                }
            } else if (!waiting.isEmpty()) {
                await(waiting.reason());
            } else if (inFlight.isIdle()) {
                return;
            } else {
                inFlight.reason().ifPresentOrElse(signal::await, signal::rest);
            }
        }
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
            parts.runs().report(task.runId(), state, reason);
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

    private boolean gateIsOpen() {
        return signal.awaitOpen(() -> parts.gate()
                .ask(new BulkWork(
                        Phase.BACKFILL, task.select().dataClass(), task.select().source())));
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
            LegacyReader.Read read = task.reader().range(again.from(), again.to());
            if (read.rows().isEmpty()) {
                parts.segments().completeEmpty(again.id());
                left.remove();
                return Optional.empty();
            }
            parts.segments().takeAgain(again.id(), content(read));
            left.remove();
            return Optional.of(page(again.id(), read));
        }
        LegacyReader.Read read = task.reader().after(position);
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
