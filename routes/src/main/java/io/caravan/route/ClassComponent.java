package io.caravan.route;

import io.caravan.message.DataClass;
import java.util.Map;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.support.DefaultComponent;
import org.apache.camel.support.DefaultEndpoint;

/**
 * A component whose endpoints are named by a data class: {@code journal:adt}. It is made with its ports and added to the
 * context by hand: found by scanning, it would have to look for them in a registry.
 */
final class ClassComponent extends DefaultComponent {

    /** What an endpoint of this component does when it stands at the end, or at the beginning, of a route. */
    interface Ends {
        Producer producer(ClassEndpoint endpoint) throws Exception;

        Consumer consumer(ClassEndpoint endpoint, Processor processor) throws Exception;

        /** Whether the endpoint needs to know the source that it speaks for. */
        default boolean takesSource() {
            return false;
        }
    }

    private final Ends ends;

    ClassComponent(Ends ends) {
        this.ends = ends;
    }

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) {
        String source = ends.takesSource() ? getAndRemoveParameter(parameters, "source", String.class, "") : "";
        return new ClassEndpoint(uri, this, DataClass.of(remaining), source);
    }

    /** An endpoint of one data class. */
    static final class ClassEndpoint extends DefaultEndpoint {
        private final ClassComponent component;
        private final DataClass dataClass;
        private final String source;

        private ClassEndpoint(String uri, ClassComponent component, DataClass dataClass, String source) {
            super(uri, component);
            this.component = component;
            this.dataClass = dataClass;
            this.source = source;
        }

        DataClass dataClass() {
            return dataClass;
        }

        /** Empty where none was given. */
        String source() {
            return source;
        }

        @Override
        public Producer createProducer() throws Exception {
            return component.ends.producer(this);
        }

        @Override
        public Consumer createConsumer(Processor processor) throws Exception {
            Consumer consumer = component.ends.consumer(this, processor);
            configureConsumer(consumer);
            return consumer;
        }
    }
}
