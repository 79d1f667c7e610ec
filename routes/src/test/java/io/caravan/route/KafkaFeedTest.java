package io.caravan.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.caravan.message.DataClass;
import io.caravan.route.RouteSettings.ClassFeeds;
import io.caravan.route.RouteSettings.KafkaFeed;
import io.caravan.testkit.KafkaBroker;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Topics of a real broker through the shipped route. */
class KafkaFeedTest {
    private static final KafkaBroker BROKER = KafkaBroker.shared();
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int PARTITIONS = 3;
    private static final String GROUP = "caravan-orders";

    private String topic;
    private Site site;

    @BeforeEach
    void start() throws Exception {
        topic = "orders-" + BROKER.newTopic();
        try (Admin admin = admin()) {
            admin.createTopics(Set.of(new NewTopic(topic, PARTITIONS, (short) 1)))
                    .all()
                    .get();
        }
        site = open();
    }

    @AfterEach
    void stop() {
        site.close();
    }

    private static Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", BROKER.bootstrapServers()));
    }

    private Site open() throws Exception {
        return Site.start(RouteSettings.of(
                Site.ROUTES,
                Map.of(
                        DataClass.ORDERS,
                        ClassFeeds.NONE.with(new KafkaFeed(BROKER.bootstrapServers(), topic, "orders")))));
    }

    private void publish(int from, int to) {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", BROKER.bootstrapServers(), "acks", "all"),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            for (int i = from; i < to; i++) {
                byte[] key = Integer.toString(i).getBytes(StandardCharsets.US_ASCII);
                byte[] value = Messages.of(DataClass.ORDERS, "K" + i).getBytes(StandardCharsets.ISO_8859_1);
                producer.send(new ProducerRecord<>(topic, key, value));
            }
            producer.flush();
        }
    }

    private long committed() throws Exception {
        try (Admin admin = admin()) {
            return admin.listConsumerGroupOffsets(GROUP).partitionsToOffsetAndMetadata().get().entrySet().stream()
                    .filter(entry -> entry.getKey().topic().equals(topic))
                    .mapToLong(entry -> offset(entry.getValue()))
                    .sum();
        }
    }

    private static long offset(OffsetAndMetadata committed) {
        return committed == null ? 0 : committed.offset();
    }

    @Test
    void everyMessageOfATopicIsStoredAndThenItsOffsetIsCommitted() throws Exception {
        publish(0, 1_200);

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(site.journal.entries()).hasSize(1_200));
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(committed()).isEqualTo(1_200));
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(site.ledger.works()).hasSize(1_200));
    }

    @Test
    void noOffsetIsCommittedBeforeItsMessageIsStored() throws Exception {
        publish(0, 10);
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(committed()).isEqualTo(10));
        site.journal.away(true);
        publish(10, 30);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(
                                site.routes().health().get(DataClass.ORDERS).receivingTrouble())
                        .isNotEmpty());
        assertThat(committed()).isEqualTo(10);
        site.close();

        site = open();

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(committed()).isEqualTo(30));
        Set<String> stored = new HashSet<>();
        site.journal.entries().forEach(entry -> stored.add(new String(entry.payload(), StandardCharsets.ISO_8859_1)));
        for (int i = 10; i < 30; i++) {
            assertThat(stored).contains(Messages.of(DataClass.ORDERS, "K" + i));
        }
    }
}
