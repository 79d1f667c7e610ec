package io.caravan.route;

import org.apache.camel.LoggingLevel;
import org.apache.camel.builder.RouteConfigurationBuilder;

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
        routeConfiguration(ID)
                .errorHandler(defaultErrorHandler()
                        .maximumRedeliveries(0)
                        .retriesExhaustedLogLevel(LoggingLevel.OFF)
                        .logExhausted(false)
                        .logExhaustedMessageBody(false)
                        .logExhaustedMessageHistory(false)
                        .logStackTrace(false));
    }
}
