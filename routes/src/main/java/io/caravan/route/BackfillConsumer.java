package io.caravan.route;

import io.caravan.backfill.Backfill;
import io.caravan.backfill.RowPage;
import io.caravan.route.ClassComponent.ClassEndpoint;
import org.apache.camel.Consumer;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.support.DefaultConsumer;
import org.jspecify.annotations.Nullable;

/** {@code backfill:adt}: one exchange for each page of rows that the backfill of the class reads. */
final class BackfillConsumer extends DefaultConsumer {
    private final ClassEndpoint endpoint;
    private final Backfill backfill;
    private final ClassHealth health;
    private @Nullable AutoCloseable attachment;

    private BackfillConsumer(ClassEndpoint endpoint, Processor processor, Backfill backfill, ClassHealth health) {
        super(endpoint, processor);
        this.endpoint = endpoint;
        this.backfill = backfill;
        this.health = health;
    }

    static ClassComponent component(Backfill backfill, ClassHealth health) {
        return new ClassComponent(new ClassComponent.Ends() {
            @Override
            public Producer producer(ClassEndpoint endpoint) {
                throw new UnsupportedOperationException("backfill: begins a route; it cannot end one");
            }

            @Override
            public Consumer consumer(ClassEndpoint endpoint, Processor processor) {
                return new BackfillConsumer(endpoint, processor, backfill, health);
            }
        });
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        attachment = backfill.attach(endpoint.dataClass(), this::handle);
    }

    @Override
    protected void doStop() throws Exception {
        if (attachment != null) {
            attachment.close();
            attachment = null;
        }
        super.doStop();
    }

    private void handle(RowPage page) throws Exception {
        Delivery delivery = Delivery.ofPage(page.dataClass(), page.source());
        Exchange exchange = createExchange(false);
        try {
            delivery.putInto(exchange);
            exchange.getIn().setBody(page);
            getProcessor().process(exchange);
            if (delivery.end() != Delivery.End.DONE) {
                Throwable cause = delivery.cause()
                        .orElseGet(() -> exchange.getException() != null
                                ? exchange.getException()
                                : new IllegalStateException("the route of " + page + " does not reach its target"));
                health.failed(page.dataClass(), cause);
                throw new TargetUnavailable(Failures.origin(cause));
            }
            health.succeeded(page.dataClass());
        } finally {
            releaseExchange(exchange, false);
        }
    }
}
