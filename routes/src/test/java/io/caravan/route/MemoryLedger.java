package io.caravan.route;

import io.caravan.ledger.Ledger;
import io.caravan.ledger.Outcome;
import io.caravan.ledger.Page;
import io.caravan.ledger.Preview;
import io.caravan.ledger.Work;
import io.caravan.map.Mapped;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A ledger that only remembers what it was given. It can be made to fail, as one does whose database is away. */
final class MemoryLedger implements Ledger {
    private final List<Work> works = new ArrayList<>();
    private final List<Page> pages = new ArrayList<>();
    private final AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();

    /** From now on everything fails with this. */
    public void failWith(RuntimeException cause) {
        failure.set(cause);
    }

    public void recover() {
        failure.set(null);
    }

    @Override
    public CompletableFuture<Outcome> apply(Work work) {
        RuntimeException cause = failure.get();
        if (cause != null) {
            return CompletableFuture.failedFuture(new CompletionException(cause));
        }
        return CompletableFuture.supplyAsync(() -> {
            synchronized (this) {
                works.add(work);
            }
            return work.mapped().exclusion().isPresent() ? Outcome.EXCLUDED : Outcome.APPLIED;
        });
    }

    @Override
    public PageOutcome apply(Page page) {
        RuntimeException cause = failure.get();
        if (cause != null) {
            throw cause;
        }
        synchronized (this) {
            pages.add(page);
        }
        int rejected = (int) page.items().stream()
                .filter(item -> item.rejected().isPresent())
                .count();
        return new PageOutcome(page.items().size() - rejected, 0, 0, 0, rejected);
    }

    @Override
    public Preview preview(Mapped record) {
        RuntimeException cause = failure.get();
        if (cause != null) {
            throw cause;
        }
        Outcome outcome = record.exclusion().isPresent() ? Outcome.EXCLUDED : Outcome.APPLIED;
        return new Preview(outcome, Optional.empty(), List.of(), 0);
    }

    public synchronized List<Work> works() {
        return List.copyOf(works);
    }

    public synchronized List<Page> pages() {
        return List.copyOf(pages);
    }
}
