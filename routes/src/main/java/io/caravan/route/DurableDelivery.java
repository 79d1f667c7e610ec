package io.caravan.route;

import org.apache.camel.LoggingLevel;
import org.apache.camel.builder.RouteConfigurationBuilder;
import org.apache.camel.model.RedeliveryPolicyDefinition;
import org.apache.camel.model.errorhandler.DefaultErrorHandlerDefinition;

/**
 * The error policy of every route, {@code routeConfigurationId: durable-delivery}. It is in Java so that no tool that rewrites
 * YAML can weaken it.
 *
 * <p>No redelivery: sleeping with a message in memory would hold up its connection or its patient, and be forgotten at a
 * restart. Whatever is tried again is tried again from the journal, the file or the topic. Camel logs nothing of a failure,
 * because its exceptions may quote the message; the ends of the routes log what may be told.
 */
final class DurableDelivery extends RouteConfigurationBuilder {
    static final String ID = "durable-delivery";

    @Override
    public void configuration() {
        routeConfiguration(ID).errorHandler(policy());
    }

    private static DefaultErrorHandlerDefinition policy() {
        RedeliveryPolicyDefinition once = new RedeliveryPolicyDefinition();
        once.maximumRedeliveries(0);
        once.logExhausted(false);
        once.logNewException(false);
        once.logExhaustedMessageBody(false);
        once.logExhaustedMessageHistory(false);
        once.logStackTrace(false);
        DefaultErrorHandlerDefinition policy = new DefaultErrorHandlerDefinition();
        policy.setRedeliveryPolicy(once);
        // Without redelivery Camel takes a short way that only knows the level.
        policy.setLevel(LoggingLevel.OFF.name());
        return policy;
    }
}
