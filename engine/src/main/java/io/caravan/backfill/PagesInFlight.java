package io.caravan.backfill;

import io.caravan.ledger.Postponed;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.PriorityQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The few pages of a run that are under way, each on a thread of its own until its segment is done. A page that cannot be
 * brought to its end now is put aside until it is due; no thread waits for it.
 */
final class PagesInFlight implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PagesInFlight.class);
    private static final long ROOM_MILLIS = 100;

    private final SourceRun.Parts parts;
    private final PageHandler handler;
    private final RunSignal signal;
    private final ExecutorService workers;
    private final PriorityQueue<Aside> aside = new PriorityQueue<>(Comparator.comparing(Aside::due));

    /** Guarded by {@code aside}, as what is put aside. */
    private int inHand;

    private int most;
    private volatile long records;

    /** A page that was put aside. */
    private record Aside(RowPage page, int failures, Instant due, String reason) {}

    PagesInFlight(String name, SourceRun.Parts parts, PageHandler handler, RunSignal signal) {
        this.parts = parts;
        this.handler = handler;
        this.signal = signal;
        int pages = parts.settings().pagesInFlight();
        AtomicInteger number = new AtomicInteger();
        this.most = pages;
        this.workers = Executors.newFixedThreadPool(pages, task -> {
            Thread worker = new Thread(task, name + "-page-" + number.incrementAndGet());
            worker.setDaemon(true);
            return worker;
        });
    }

    /** No more than so many are begun at once; those under way go on. */
    void allow(OptionalInt atOnce) {
        synchronized (aside) {
            int pages = parts.settings().pagesInFlight();
            most = Math.min(pages, atOnce.orElse(pages));
            aside.notifyAll();
        }
    }

    /** Waits a moment for room. @return whether there is room for one page, to be taken */
    boolean awaitRoom() {
        try {
            synchronized (aside) {
                if (inHand >= most) {
                    aside.wait(ROOM_MILLIS);
                }
                if (inHand >= most || signal.isOver()) {
                    return false;
                }
                inHand++;
                return true;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            signal.stop();
            return false;
        }
    }

    void take(RowPage page) {
        take(page, 0);
    }

    /** Whether a page that was put aside may be tried again. */
    boolean hasDue() {
        synchronized (aside) {
            return !aside.isEmpty() && !aside.element().due().isAfter(now());
        }
    }

    /** The first of them; there must be room. */
    void takeDue() {
        Aside first;
        synchronized (aside) {
            first = aside.remove();
        }
        take(first.page(), first.failures());
    }

    /** What hinders, if so many pages were put aside that no other should be begun. */
    Optional<String> hindrance() {
        synchronized (aside) {
            return aside.size() < parts.settings().pagesInFlight() ? Optional.empty() : reason();
        }
    }

    /** What the page waits for that is due first. */
    Optional<String> reason() {
        synchronized (aside) {
            return Optional.ofNullable(aside.peek()).map(Aside::reason);
        }
    }

    boolean isIdle() {
        synchronized (aside) {
            return aside.isEmpty() && inHand == 0;
        }
    }

    int inHand() {
        synchronized (aside) {
            return inHand;
        }
    }

    /** Rows of pages that were brought to their end here. */
    long records() {
        return records;
    }

    /** Forgets what was put aside: its segments are open, and are read again. @return whether there was anything */
    boolean putBack() {
        synchronized (aside) {
            boolean any = !aside.isEmpty();
            aside.clear();
            return any;
        }
    }

    private Instant now() {
        return parts.clock().instant();
    }

    private void take(RowPage page, int failures) {
        workers.execute(() -> {
            try {
                bringToEnd(page);
            } catch (LegacyProblem e) {
                signal.fail(Failures.describe(e));
            } catch (Exception e) {
                failed(page, failures + 1, e);
            } finally {
                ended();
            }
        });
    }

    private void ended() {
        synchronized (aside) {
            inHand--;
            aside.notifyAll();
        }
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
        synchronized (aside) {
            records += page.rows().size();
        }
    }

    private void failed(RowPage page, int failures, Exception e) {
        String what = "page of " + page.dataClass().label();
        String why = Failures.describe(e);
        boolean passes = Failures.isTransient(e);
        if (!passes && failures >= parts.settings().maxAttempts()) {
            LOG.error("{} failed {} times: {}", what, failures, why);
            signal.fail(what + " failed " + failures + " times (" + why + ")");
            return;
        }
        if (failures == 1) {
            LOG.warn("{} failed ({}); it is tried again", what, why);
        }
        Optional<Postponed> postponed = Failures.postponed(e);
        Instant pause = now().plus(parts.settings().pauseAfter(failures));
        Instant due = postponed
                .map(Postponed::due)
                .filter(asked -> asked.isAfter(pause))
                .orElse(pause);
        record(page, due, postponed.map(Postponed::code).orElse("failed"));
        synchronized (aside) {
            aside.add(new Aside(page, failures, due, what + " cannot be used now (" + why + ")"));
        }
    }

    /** Its segment is open; while Caravan's own database is away nobody but this process knows when it is due. */
    private void record(RowPage page, Instant due, String code) {
        try {
            parts.segments().postpone(page.segmentId(), due, code);
        } catch (RuntimeException e) {
            LOG.debug("A page that waits could not be recorded: {}", Failures.describe(e));
        }
    }

    /** Waits for the pages under way. What was put aside is read again when the run goes on. */
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
