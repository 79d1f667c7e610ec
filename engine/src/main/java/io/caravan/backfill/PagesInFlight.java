package io.caravan.backfill;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The few pages of a run that are under way, each on a thread of its own until its segment is done. */
final class PagesInFlight implements AutoCloseable {
    private final SourceRun.Parts parts;
    private final PageHandler handler;
    private final RunSignal signal;
    private final ExecutorService workers;
    private final Semaphore room;

    PagesInFlight(String name, SourceRun.Parts parts, PageHandler handler, RunSignal signal) {
        this.parts = parts;
        this.handler = handler;
        this.signal = signal;
        int pages = parts.settings().pagesInFlight();
        AtomicInteger number = new AtomicInteger();
        this.room = new Semaphore(pages);
        this.workers = Executors.newFixedThreadPool(pages, task -> {
            Thread worker = new Thread(task, name + "-page-" + number.incrementAndGet());
            worker.setDaemon(true);
            return worker;
        });
    }

    /** @return false when the run is over; else there is room for one page, to be taken */
    boolean awaitRoom() {
        try {
            while (!signal.isOver()) {
                if (room.tryAcquire(100, TimeUnit.MILLISECONDS)) {
                    return true;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            signal.stop();
        }
        return false;
    }

    void take(RowPage page) {
        workers.execute(() -> {
            try {
                signal.keepTrying("page of " + page.dataClass().label(), () -> {
                    bringToEnd(page);
                    return true;
                });
            } catch (RunFailed e) {
                signal.fail(e.reason());
            } catch (RunSignal.RunOver e) {
                // Its segment stays open and is read again when the run goes on.
                return;
            } finally {
                room.release();
            }
        });
    }

    private void bringToEnd(RowPage page) throws Exception {
        // An attempt may have committed before its answer was lost.
        if (parts.segments().isDone(page.segmentId())) {
            return;
        }
        handler.handle(page);
        if (!parts.segments().isDone(page.segmentId())) {
            throw new LegacyProblem("The route of " + page.dataClass().label()
                    + " took a page and did not bring it to the ledger; see its steps");
        }
    }

    /** Waits for the pages under way. */
    @Override
    public void close() {
        workers.shutdown();
        try {
            boolean ended = false;
            while (!ended) {
                ended = workers.awaitTermination(1, TimeUnit.MINUTES);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            workers.shutdownNow();
        }
    }
}
