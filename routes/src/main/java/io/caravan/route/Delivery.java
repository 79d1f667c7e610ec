package io.caravan.route;

import io.caravan.deadletter.Rehearsed;
import io.caravan.journal.JournalEntry;
import io.caravan.message.DataClass;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/**
 * One journal entry, or one page of rows, on its way through a route, and how its way ended. It travels as an exchange property,
 * so that no header or body a route author changes can touch it.
 */
final class Delivery {
    static final String PROPERTY = "CaravanDelivery";
    /** For conditions in a route file: {@code ${exchangeProperty.source} == 'adt-east'}. */
    static final String SOURCE_PROPERTY = "source";

    enum End {
        UNDER_WAY,
        /** The outcome is committed. */
        DONE,
        /** Nothing is committed; the same is tried again later. */
        AGAIN
    }

    private final DataClass dataClass;
    private final String source;
    private final @Nullable JournalEntry entry;
    private final String controlId;
    private volatile End end = End.UNDER_WAY;
    private final boolean rehearsal;
    private volatile @Nullable Throwable cause;
    private volatile @Nullable Rehearsed rehearsed;

    private Delivery(
            DataClass dataClass, String source, @Nullable JournalEntry entry, String controlId, boolean rehearsal) {
        this.rehearsal = rehearsal;
        this.dataClass = dataClass;
        this.source = source;
        this.entry = entry;
        this.controlId = controlId;
    }

    static Delivery ofEntry(JournalEntry entry, String controlId) {
        return new Delivery(entry.dataClass(), entry.source(), entry, controlId, false);
    }

    /** The ends of the route tell it what they would do, and do nothing. */
    static Delivery ofRehearsal(JournalEntry entry, String controlId) {
        return new Delivery(entry.dataClass(), entry.source(), entry, controlId, true);
    }

    static Delivery ofPage(DataClass dataClass, String source) {
        return new Delivery(dataClass, source, null, "", false);
    }

    /** @throws IllegalStateException where an exchange came neither from the journal nor from a backfill */
    static Delivery of(Exchange exchange) {
        Delivery delivery = exchange.getProperty(PROPERTY, Delivery.class);
        if (delivery == null) {
            throw new IllegalStateException("This step only takes what comes from journal: or backfill:");
        }
        return delivery;
    }

    void putInto(Exchange exchange) {
        exchange.setProperty(PROPERTY, this);
        exchange.setProperty(SOURCE_PROPERTY, source);
    }

    DataClass dataClass() {
        return dataClass;
    }

    String source() {
        return source;
    }

    /** Empty for a page of rows. */
    Optional<JournalEntry> entry() {
        return Optional.ofNullable(entry);
    }

    String controlId() {
        return controlId;
    }

    End end() {
        return end;
    }

    void done() {
        end = End.DONE;
    }

    void again(Throwable why) {
        cause = why;
        end = End.AGAIN;
    }

    boolean isRehearsal() {
        return rehearsal;
    }

    /** What an end of the route would have done. */
    void rehearsed(Rehearsed what) {
        rehearsed = what;
        end = End.DONE;
    }

    Optional<Rehearsed> rehearsed() {
        return Optional.ofNullable(rehearsed);
    }

    Optional<Throwable> cause() {
        return Optional.ofNullable(cause);
    }
}
