package io.caravan.route;

import io.caravan.deadletter.Rehearsed;
import io.caravan.journal.JournalEntry;
import io.caravan.ledger.Ledger;
import io.caravan.ledger.Outcome;
import io.caravan.ledger.Page;
import io.caravan.ledger.Work;
import io.caravan.map.Mapped;
import io.caravan.route.ClassComponent.ClassEndpoint;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Consumer;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.support.DefaultAsyncProducer;

/** {@code target:adt}: folds what a message or page means into the ledger, which brings it to the target of its class. */
final class TargetProducer extends DefaultAsyncProducer {
    private final Ledger ledger;

    private TargetProducer(ClassEndpoint endpoint, Ledger ledger) {
        super(endpoint);
        this.ledger = ledger;
    }

    static ClassComponent component(Ledger ledger) {
        return new ClassComponent(new ClassComponent.Ends() {
            @Override
            public Producer producer(ClassEndpoint endpoint) {
                return new TargetProducer(endpoint, ledger);
            }

            @Override
            public Consumer consumer(ClassEndpoint endpoint, Processor processor) {
                throw new UnsupportedOperationException("target: ends a route; it cannot begin one");
            }
        });
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        try {
            Delivery delivery = Delivery.of(exchange);
            Object body = exchange.getIn().getBody();
            if (body instanceof Mapped mapped && delivery.isRehearsal()) {
                delivery.rehearsed(new Rehearsed.Folded(ledger.preview(mapped)));
                callback.done(true);
                return true;
            }
            if (body instanceof Mapped mapped && delivery.entry().isPresent()) {
                fold(exchange, delivery, delivery.entry().get(), mapped, callback);
                return false;
            }
            if (body instanceof Page page) {
                exchange.getIn().setBody(ledger.apply(page));
                delivery.done();
            } else {
                throw new IllegalStateException("target: takes what a mapper gives, not "
                        + (body == null ? "nothing" : body.getClass().getSimpleName()));
            }
        } catch (Exception e) {
            exchange.setException(e);
        }
        callback.done(true);
        return true;
    }

    private void fold(Exchange exchange, Delivery delivery, JournalEntry entry, Mapped mapped, AsyncCallback callback) {
        Work work = new Work(
                entry.id(), delivery.dataClass(), delivery.source(), delivery.controlId(), entry.patientHash(), mapped);
        CompletableFuture<Outcome> outcome;
        try {
            outcome = ledger.apply(work);
        } catch (RuntimeException e) {
            outcome = CompletableFuture.failedFuture(e);
        }
        outcome.whenComplete((result, failure) -> {
            if (failure == null) {
                exchange.getIn().setBody(result);
                delivery.done();
            } else {
                exchange.setException(classified(failure));
            }
            callback.done(false);
        });
    }

    /** Content that the ledger refuses is a dead letter; everything else says nothing about the content. */
    private static RuntimeException classified(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return Failures.isAboutContent(cause) ? (RuntimeException) cause : new TargetUnavailable(cause);
    }
}
