package io.caravan.backfill;

import io.caravan.message.DataClass;
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

    /** Begins a run, or goes on with one that is paused or failed. A class that is done is read anew. */
    void start(DataClass dataClass);

    /** No new page is read; those under way are finished. */
    void pause(DataClass dataClass, String reason);

    void resume(DataClass dataClass);

    /** The classes that have a legacy database. */
    Map<DataClass, Status> status();

    /** Every problem that a run would meet: connection, SELECT, columns, keys. For {@code caravan check}. */
    List<String> check();

    @Override
    void close();

    /** The name in lower case is what status shows. The ordinal is stored; add at the end. */
    enum State {
        /** Declared, never started. */
        IDLE,
        RUNNING,
        PAUSED,
        /** Wants to run; the window is shut, or a database or target is away. */
        WAITING,
        DONE,
        FAILED
    }

    /**
     * A class's backfill over all its databases.
     *
     * @param rows rows whose effect is committed, in the present run
     * @param reason of a pause, a wait or a failure; never patient data
     */
    record Status(
            State state,
            long rows,
            String reason,
            Optional<Instant> startedAt,
            Optional<Instant> finishedAt,
            List<SourceStatus> sources) {
        public Status {
            sources = List.copyOf(sources);
        }
    }

    /** One database's part. */
    record SourceStatus(
            String source,
            State state,
            long rows,
            long segments,
            String reason,
            Optional<Instant> startedAt,
            Optional<Instant> finishedAt) {}
}
