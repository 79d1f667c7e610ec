package io.caravan.target.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerConfig;

/**
 * How a topic is written to.
 *
 * @param bootstrapServers host:port, comma separated
 * @param limit how long a batch may take before it counts as not delivered
 * @param security further properties of the Kafka client, e.g. {@code security.protocol}, {@code sasl.jaas.config}
 */
public record KafkaSettings(String bootstrapServers, String topic, Duration limit, Map<String, String> security) {
    public static final Duration DEFAULT_LIMIT = Duration.ofSeconds(30);
    private static final int LINGER_MILLIS = 5;
    private static final int MAX_REQUEST_BYTES = 16 << 20;

    public KafkaSettings {
        security = Map.copyOf(security);
        if (limit.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new IllegalArgumentException("A Kafka batch may take " + limit + "; at least one second is right");
        }
    }

    /** What the promises need stands last: it cannot be configured away. */
    Map<String, Object> producerProperties() {
        int limitMillis = Math.toIntExact(limit.toMillis());
        Map<String, Object> properties = new HashMap<>(security);
        properties.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        properties.put(ProducerConfig.ACKS_CONFIG, "all");
        properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        properties.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 5);
        properties.put(ProducerConfig.LINGER_MS_CONFIG, LINGER_MILLIS);
        properties.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, MAX_REQUEST_BYTES);
        properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, limitMillis);
        properties.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, Math.max(500, limitMillis / 3));
        properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, limitMillis);
        return properties;
    }

    /** Without the security properties, which hold passwords. */
    @Override
    public String toString() {
        return "topic " + topic + " at " + bootstrapServers;
    }
}
