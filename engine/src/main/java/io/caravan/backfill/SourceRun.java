package io.caravan.backfill;

import io.caravan.backfill.Backfill.State;
import io.caravan.message.DataClass;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run of one SELECT: a thread reads page after page and hands them to a few others, which bring each to its end. It ends
 * when it is done, has failed, or is asked to stop.
 */
final class SourceRun {
    private static final Logger LOG = LoggerFactory.getLogger(SourceRun.class);

    /** What all runs share. */
    record Parts(PostgresRuns runs, PostgresSegments segments, RowDigest digest, BulkGate gate, RunSettings settings) {}

    private final Parts parts;
    private final LegacySelect select;
    private final LegacyReader reader;
    private final long runId;
    private final RunSignal signal;
    private final PagesInFlight inFlight;
    private final Thread thread;
    private final Deque<PostgresSegments.Segment> left = new ArrayDeque<>();
    private Optional<SegmentKey> position = Optional.empty();
    private int nextOrdinal;
    private boolean atEnd;

    SourceRun(Parts parts, LegacySelect select, LegacyReader reader, long runId, PageHandler handler) {
        this.parts = parts;
        this.select = select;
        this.reader = reader;
        this.runId = runId;
        this.signal = new RunSignal((state, reason) -> parts.runs().report(runId, state, reason), parts.settings());
        String name = "backfill-" + select.dataClass().label() + "-" + select.source();
        this.inFlight = new PagesInFlight(name, parts, handler, signal);
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
                "Backfill of {} from {} is running (run {})", select.dataClass().label(), select.source(), runId);
        try {
            boolean ready = signal.keepTrying("legacy database", () -> {
                reader.verify();
                recover();
                return true;
            });
            while (ready && !atEnd && gateIsOpen() && inFlight.awaitRoom()) {
                Optional<RowPage> page = signal.keepTrying("legacy database", this::nextPage);
                page.ifPresentOrElse(inFlight::take, inFlight::giveBack);
            }
        } catch (RunFailed e) {
            signal.fail(e.reason());
        } catch (RunSignal.RunOver e) {
            LOG.debug("Run {} was stopped while it waited", runId);
        } catch (RuntimeException e) {
            LOG.error("Backfill of {} stops", select.dataClass().label(), e);
            signal.fail(Failures.describe(e));
        } finally {
            inFlight.close();
        }
        finish();
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
            parts.runs().report(runId, state, reason);
        } catch (RuntimeException e) {
            // Left as running: the next start goes over the end again, which changes nothing.
            LOG.warn("The end of run {} could not be recorded", runId, e);
            return;
        }
        LOG.info(
                "Backfill of {} from {} is {}{}",
                select.dataClass().label(),
                select.source(),
                state.name().toLowerCase(Locale.ROOT),
                reason.isEmpty() ? "" : ": " + reason);
    }

    /** Finds what an earlier process left: ranges under way, and the greatest range, after which reading goes on. */
    private void recover() {
        left.clear();
        left.addAll(parts.segments().listOpen(runId));
        Optional<PostgresSegments.Segment> greatest = parts.segments().findGreatest(runId);
        position = greatest.map(PostgresSegments.Segment::to);
        nextOrdinal = greatest.map(segment -> segment.ordinal() + 1).orElse(1);
    }

    private boolean gateIsOpen() {
        return signal.awaitOpen(() -> parts.gate().ask(select.dataClass()));
    }

    /** @return empty when there is no page here: the range has no rows now, or the end is reached */
    private Optional<RowPage> nextPage() throws SQLException {
        PostgresSegments.Segment again = left.peek();
        if (again != null) {
            LegacyReader.Read read = reader.range(again.from(), again.to());
            if (read.rows().isEmpty()) {
                parts.segments().completeEmpty(again.id());
                left.remove();
                return Optional.empty();
            }
            parts.segments().takeAgain(again.id(), content(read));
            left.remove();
            return Optional.of(page(again.id(), read));
        }
        LegacyReader.Read read = reader.after(position);
        if (read.to().isEmpty()) {
            atEnd = true;
            return Optional.empty();
        }
        SegmentKey to = read.to().get();
        OptionalLong segment = parts.segments().add(runId, nextOrdinal, position, to, content(read));
        if (segment.isEmpty()) {
            LOG.warn("Another process goes on with run {}; this one leaves it", runId);
            signal.stop();
            return Optional.empty();
        }
        nextOrdinal++;
        position = Optional.of(to);
        atEnd = read.last();
        return Optional.of(page(segment.getAsLong(), read));
    }

    private PostgresSegments.Content content(LegacyReader.Read read) {
        return new PostgresSegments.Content(read.rows().size(), parts.digest().of(read.rows()));
    }

    private RowPage page(long segmentId, LegacyReader.Read read) {
        DataClass dataClass = select.dataClass();
        return new RowPage(dataClass, select.source(), segmentId, select.key(), read.rows());
    }
}
