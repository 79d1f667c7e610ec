package io.caravan.pause;

import io.caravan.dispatch.Dispatcher.Completion;
import io.caravan.dispatch.Dispatcher.Handler;
import io.caravan.journal.JournalEntry;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets entries of a class through to their handler, or keeps those that the dispatcher had taken before the class was
 * paused: at most as many as it has under way.
 */
final class Gate {
    private static final Logger LOG = LoggerFactory.getLogger(Gate.class);
    private static final String PAUSED = "class-paused";

    private final ArrayDeque<Kept> kept = new ArrayDeque<>();
    private boolean shut;
    private boolean closed;

    private record Kept(Handler handler, JournalEntry entry, Completion completion) {}

    Handler before(Handler handler) {
        synchronized (this) {
            closed = false;
        }
        return (entry, completion) -> {
            switch (place(new Kept(handler, entry, completion))) {
                case KEPT -> {}
                case GIVEN_BACK -> completion.again(PAUSED);
                case THROUGH -> handler.handle(entry, completion);
            }
        };
    }

    private enum Placed {
        KEPT,
        GIVEN_BACK,
        THROUGH
    }

    private synchronized Placed place(Kept one) {
        if (!shut) {
            return Placed.THROUGH;
        }
        if (closed) {
            return Placed.GIVEN_BACK;
        }
        kept.add(one);
        return Placed.KEPT;
    }

    synchronized void shut() {
        shut = true;
    }

    /** What it keeps goes on one by one on the executor, as long as it is not shut again. */
    void open(Executor executor) {
        synchronized (this) {
            shut = false;
        }
        executor.execute(() -> {
            for (Optional<Kept> one = next(); one.isPresent(); one = next()) {
                handle(one.get());
            }
        });
    }

    private synchronized Optional<Kept> next() {
        return shut ? Optional.empty() : Optional.ofNullable(kept.poll());
    }

    private static void handle(Kept one) {
        try {
            one.handler().handle(one.entry(), one.completion());
        } catch (RuntimeException e) {
            LOG.warn(
                    "{} is tried again: its handler failed with {}",
                    one.entry(),
                    e.getClass().getName());
            one.completion().again(e.getClass().getSimpleName());
        }
    }

    /** Gives back what it keeps, for the dispatcher stops. */
    void close() {
        List<Kept> all;
        synchronized (this) {
            closed = true;
            all = List.copyOf(kept);
            kept.clear();
        }
        all.forEach(one -> one.completion().again(PAUSED));
    }
}
