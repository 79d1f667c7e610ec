package io.caravan.testkit;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.test.KafkaClusterTestKit;
import org.apache.kafka.common.test.TestKitNodes;
import org.apache.kafka.server.common.MetadataVersion;

/**
 * A real Kafka broker in this JVM, one for all its tests; a module that uses it adds {@code kafka-test-common-runtime} to its
 * tests.
 */
public final class KafkaBroker {
    private static final Duration STOP_LIMIT = Duration.ofSeconds(5);
    private final KafkaClusterTestKit cluster;
    private final AtomicInteger topics = new AtomicInteger();

    private KafkaBroker() {
        try {
            TestKitNodes nodes = new TestKitNodes.Builder()
                    .setCombined(true)
                    .setNumControllerNodes(1)
                    .setNumBrokerNodes(1)
                    .setBootstrapMetadataVersion(MetadataVersion.LATEST_PRODUCTION)
                    .build();
            cluster = new KafkaClusterTestKit.Builder(nodes)
                    .setConfigProp("offsets.topic.replication.factor", "1")
                    .setConfigProp("offsets.topic.num.partitions", "2")
                    .setConfigProp("transaction.state.log.replication.factor", "1")
                    .setConfigProp("transaction.state.log.min.isr", "1")
                    .setConfigProp("share.coordinator.state.topic.replication.factor", "1")
                    .setConfigProp("share.coordinator.state.topic.min.isr", "1")
                    .setConfigProp("group.initial.rebalance.delay.ms", "0")
                    .build();
            cluster.format();
            cluster.startup();
            cluster.waitForReadyBrokers();
        } catch (Exception e) {
            throw new IllegalStateException("the Kafka broker for tests does not start", e);
        }
        Runtime.getRuntime().addShutdownHook(new Thread(this::stop, "stop-kafka"));
    }

    /** The JVM's broker; it stops with the JVM. */
    public static KafkaBroker shared() {
        return Holder.BROKER;
    }

    public String bootstrapServers() {
        return cluster.bootstrapServers();
    }

    /** A name that no other test uses; the topic is made when it is first written to. */
    public String newTopic() {
        return "test-" + topics.incrementAndGet();
    }

    /** An orderly end takes Kafka a while, and nobody needs it: what is left is in the temporary folder. */
    private void stop() {
        Thread closing = new Thread(this::close, "close-kafka");
        closing.setDaemon(true);
        closing.start();
        try {
            closing.join(STOP_LIMIT.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void close() {
        try {
            cluster.close();
        } catch (Exception e) {
            System.err.println("the Kafka broker for tests did not stop: " + e);
        }
    }

    private static final class Holder {
        private static final KafkaBroker BROKER = new KafkaBroker();
    }
}
