package io.caravan.route;

import io.caravan.route.ClassComponent.ClassEndpoint;
import org.apache.camel.Consumer;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.support.DefaultProducer;

/** {@code deadletter:adt}: where a route's failures end. */
final class DeadLetterProducer extends DefaultProducer {
    private final LetterBox letters;

    private DeadLetterProducer(ClassEndpoint endpoint, LetterBox letters) {
        super(endpoint);
        this.letters = letters;
    }

    static ClassComponent component(LetterBox letters) {
        return new ClassComponent(new ClassComponent.Ends() {
            @Override
            public Producer producer(ClassEndpoint endpoint) {
                return new DeadLetterProducer(endpoint, letters);
            }

            @Override
            public Consumer consumer(ClassEndpoint endpoint, Processor processor) {
                throw new UnsupportedOperationException(
                        "deadletter: ends a route; dead letters are replayed by command, not by a route");
            }
        });
    }

    @Override
    public void process(Exchange exchange) {
        Throwable caught = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        letters.put(
                Delivery.of(exchange),
                caught == null ? new IllegalStateException("sent to deadletter: without a failure") : caught);
    }
}
