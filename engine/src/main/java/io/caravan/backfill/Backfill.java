package io.caravan.backfill;

import io.caravan.message.DataClass;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The backfill of each class: its legacy databases read page by page in key order. Progress is durable: what was under way
 * when the process died is read again by its exact range, and the run goes on after the greatest range. Safe for threads.
 */
public interface Backfill extends AutoCloseable {

    /**
     * Names who takes a class's pages; runs that were going when the process ended go on from here.
     *
     * @return stops handing over pages and waits for those under way; the run's recorded state stays
     */
    AutoCloseable attach(DataClass dataClass, PageHandler handler);

    /** Begins a run over all rows, or goes on with one that is paused or failed. A class that is done is read anew. */
    default void start(DataClass dataClass) {
        start(dataClass, Order.ALL);
    }

    /**
     * Begins a run, or goes on with one of the same kind that is paused or failed.
     *
     * @throws BackfillRefused when a run of this kind cannot be done as things are
     */
    void start(DataClass dataClass, Order order);

    /** No new page is read; those under way are finished. */
    void pause(DataClass dataClass, String reason);

    void resume(DataClass dataClass);

    /** The classes that have a legacy database. */
    Map<DataClass, Status> status();

    /**
     * How many rows the present run of a class and database has in all, or a first run would have: those it has read, and those
     * still ahead of it. Asks the legacy database.
     *
     * @param limit no longer than this are rows counted; then the database's own supposition is taken
     * @return empty where nobody can tell
     */
    Optional<Size> size(DataClass dataClass, String source, Duration limit);

    /** How long a segment takes from its reading to its end, lately; empty where none was done. */
    Optional<Duration> usualSegment();

    /** Every problem that a run would meet: connection, SELECT, columns, keys. For {@code caravan check}. */
    List<String> check();

    /** @param counted whether it was counted, or is only supposed by the legacy database */
    record Size(long rows, boolean counted) {}

    /** What the live feeds must tell: to be asked for each message. */
    FeedWatch feed();

    @Override
    void close();

    /** What a run reads. The ordinal is stored; add at the end. */
    enum Kind {
        ALL,
        /** Rows that have changed since the last run began, as their version column tells. */
        SINCE_LAST,
        /** Keys only, to find the rows that are gone. */
        SCAN
    }

    /**
     * What somebody asks for.
     *
     * @param confirmed of a scan: that as many rows may be gone as there are
     */
    record Order(Kind kind, boolean confirmed) {
        public static final Order ALL = new Order(Kind.ALL, false);
        public static final Order SINCE_LAST = new Order(Kind.SINCE_LAST, false);
        public static final Order SCAN = new Order(Kind.SCAN, false);
    }

    /** The name in lower case is what status shows. The ordinal is stored; add at the end. */
    enum State {
        /** Declared, never started. */
        IDLE,
        RUNNING,
        PAUSED,
        /** Wants to run; the window is shut, a database or target is away, or the feed has not yet passed what was read. */
        WAITING,
        DONE,
        FAILED
    }

    /**
     * A class's backfill over all its databases.
     *
     * @param rows rows whose effect is committed, in the present run
     * @param reason of a pause, a wait or a failure; never patient data
     * @param until when a wait is over, by what is decided now; empty where nobody knows
     */
    record Status(
            State state,
            long rows,
            String reason,
            Optional<Instant> until,
            Optional<Instant> startedAt,
            Optional<Instant> finishedAt,
            List<SourceStatus> sources) {
        public Status {
            sources = List.copyOf(sources);
        }
    }

    /** One database's part. @param until when a wait is over; empty where nobody knows */
    record SourceStatus(
            String source,
            State state,
            long rows,
            long segments,
            String reason,
            Optional<Instant> until,
            Optional<Instant> startedAt,
            Optional<Instant> finishedAt,
            Reading reading) {}

    /**
     * How a database's present run reads.
     *
     * @param since rows that changed before are not read
     * @param clockDifference of its clock from our own, positive where it is ahead
     * @param settle how long its pages wait for the feed; empty where they wait for a watermark
     */
    record Reading(Kind kind, Optional<Instant> since, Duration clockDifference, Optional<Duration> settle) {}
}
