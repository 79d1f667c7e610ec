package io.caravan.backfill;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** The pages of a run that wait for the feed, in the order in which they were read; bounded. For its reading thread only. */
final class WaitingPages {
    private static final long MOST_BYTES = 32L << 20;
    private static final int MOST_PAGES = 4096;
    private final Deque<Waiting> pages = new ArrayDeque<>();
    private long bytes;

    private record Waiting(RowPage page, Optional<PackedRows> packed, Settle.Ticket ticket) {}

    void add(RowPage page, Settle.Ticket ticket) {
        if (ticket.isSettled() && pages.isEmpty()) {
            pages.add(new Waiting(page, Optional.empty(), ticket));
            return;
        }
        PackedRows packed = PackedRows.of(page.rows());
        bytes += packed.bytes().length;
        pages.add(new Waiting(page.withRows(List.of()), Optional.of(packed), ticket));
    }

    boolean isEmpty() {
        return pages.isEmpty();
    }

    boolean hasRoom() {
        return bytes < MOST_BYTES && pages.size() < MOST_PAGES;
    }

    /** Whether the oldest may go on. */
    boolean isFirstSettled() {
        Waiting first = pages.peek();
        return first != null && first.ticket().isSettled();
    }

    /** What the oldest waits for. */
    String reason() {
        Waiting first = pages.peek();
        return first == null ? "" : first.ticket().reason();
    }

    /** Forgets all: their segments are open, and are read again. @return whether there was anything */
    boolean putBack() {
        boolean any = !pages.isEmpty();
        pages.clear();
        bytes = 0;
        return any;
    }

    RowPage takeFirst() {
        Waiting first = pages.remove();
        if (first.packed().isEmpty()) {
            return first.page();
        }
        PackedRows packed = first.packed().get();
        bytes -= packed.bytes().length;
        return first.page().withRows(packed.unpack());
    }
}
