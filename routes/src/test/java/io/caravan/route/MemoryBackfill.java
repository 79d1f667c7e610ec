package io.caravan.route;

import io.caravan.backfill.Backfill;
import io.caravan.backfill.FeedWatch;
import io.caravan.backfill.PageHandler;
import io.caravan.backfill.RowPage;
import io.caravan.message.DataClass;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A backfill whose pages a test hands over itself. */
final class MemoryBackfill implements Backfill {
    private final FeedWatch feed;
    private final Map<DataClass, PageHandler> handlers = new EnumMap<>(DataClass.class);

    MemoryBackfill() {
        this(FeedWatch.everything());
    }

    MemoryBackfill(FeedWatch feed) {
        this.feed = feed;
    }

    /** Gives a page to whoever is attached, on the caller's thread. */
    public void read(RowPage page) throws Exception {
        PageHandler handler;
        synchronized (this) {
            handler = handlers.get(page.dataClass());
        }
        if (handler == null) {
            throw new IllegalStateException(
                    "nobody takes pages of " + page.dataClass().label());
        }
        handler.handle(page);
    }

    @Override
    public Optional<Duration> usualSegment() {
        return Optional.empty();
    }

    @Override
    public synchronized AutoCloseable attach(DataClass dataClass, PageHandler handler) {
        handlers.put(dataClass, handler);
        return () -> {
            synchronized (this) {
                handlers.remove(dataClass);
            }
        };
    }

    @Override
    public void start(DataClass dataClass, Order order) {
        throw new UnsupportedOperationException("not in memory");
    }

    @Override
    public void pause(DataClass dataClass, String reason) {
        throw new UnsupportedOperationException("not in memory");
    }

    @Override
    public void resume(DataClass dataClass) {
        throw new UnsupportedOperationException("not in memory");
    }

    @Override
    public Map<DataClass, Status> status() {
        return Map.of();
    }

    @Override
    public Optional<Size> size(DataClass dataClass, String source, Duration limit) {
        return Optional.empty();
    }

    @Override
    public List<String> check() {
        return List.of();
    }

    @Override
    public FeedWatch feed() {
        return feed;
    }

    @Override
    public void close() {}
}
