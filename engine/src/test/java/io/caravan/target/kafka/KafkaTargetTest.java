package io.caravan.target.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.caravan.crypto.Sealer;
import io.caravan.crypto.TestCrypto;
import io.caravan.fold.ResourceType;
import io.caravan.target.Resources;
import io.caravan.target.Target.Delivery;
import io.caravan.target.WriteResult;
import io.caravan.testkit.KafkaBroker;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Test;

class KafkaTargetTest {
    private static final KafkaBroker BROKER = KafkaBroker.shared();
    private final String topic = BROKER.newTopic();

    @Test
    void resourcesArriveSealedKeyedByTheirPatientAndNamedByHeaders() {
        Delivery patient = Resources.patient("1", 3, "Ångström");
        Delivery potassium = Resources.observation("o1", patient.id(), "final");
        try (KafkaTarget target = target(BROKER.bootstrapServers(), Duration.ofSeconds(30))) {
            assertThat(target.problem()).isEmpty();

            List<WriteResult> results = target.write(List.of(patient, potassium));

            assertThat(results).containsOnly(new WriteResult.Written());
        }
        List<ConsumerRecord<String, byte[]>> records = read(2);
        assertThat(records)
                .extracting(ConsumerRecord::key)
                .containsOnly(patient.id().toString());
        assertThat(header(records.get(0), "type")).isEqualTo("Patient");
        assertThat(header(records.get(0), "id")).isEqualTo(patient.id().toString());
        assertThat(header(records.get(0), "version")).isEqualTo("3");
        assertThat(new String(records.get(0).value(), StandardCharsets.ISO_8859_1))
                .doesNotContain("ngstr");
        byte[] clear = new TestCrypto()
                .open(
                        records.get(0).value(),
                        new Sealer.Place("fhir-r4/1", "Patient", patient.id().toString(), 3));
        assertThat(new String(clear, StandardCharsets.UTF_8)).isEqualTo(patient.json());
        assertThat(header(records.get(1), "type")).isEqualTo("Observation");
    }

    @Test
    void aBatchKeepsItsOrderWithinAPatient() {
        List<Delivery> versions = new ArrayList<>();
        for (int version = 1; version <= 200; version++) {
            versions.add(Resources.patient("7", version, "Name" + version));
        }
        try (KafkaTarget target = target(BROKER.bootstrapServers(), Duration.ofSeconds(30))) {
            assertThat(target.write(versions)).hasSize(200).containsOnly(new WriteResult.Written());
        }

        assertThat(read(200))
                .extracting(record -> Integer.valueOf(header(record, "version")))
                .isSorted()
                .hasSize(200);
    }

    @Test
    void aRecordTooLargeForTheBrokerIsRefusedAloneAndTheOthersArrive() {
        Delivery small = Resources.patient("1", 1, "A");
        Delivery large = Resources.patient("2", 1, "B".repeat(2_000_000));
        try (KafkaTarget target = target(BROKER.bootstrapServers(), Duration.ofSeconds(30))) {
            assertThat(target.write(List.of(small, large, Resources.patient("3", 1, "C"))))
                    .containsExactly(
                            new WriteResult.Written(),
                            new WriteResult.Refused("target-too-large"),
                            new WriteResult.Written());
        }
    }

    @Test
    void aBrokerThatIsAwayMakesTheClassWaitOnceAndNotForEachRecord() {
        try (KafkaTarget target = target("127.0.0.1:1", Duration.ofSeconds(1))) {
            List<Delivery> many = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                many.add(Resources.patient("" + i, 1, "A"));
            }
            long start = System.nanoTime();

            List<WriteResult> results = target.write(many);

            assertThat(results).hasSize(100).allMatch(result -> result instanceof WriteResult.Unavailable);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(15));
            assertThat(target.problem()).contains(topic).contains("check the servers");
        }
    }

    @Test
    void aServerNameThatDoesNotResolveIsAProblemAndNoException() {
        try (KafkaTarget target = target("no-such-host.invalid:9092", Duration.ofSeconds(1))) {
            assertThat(target.write(List.of(Resources.patient("1", 1, "A"))).get(0))
                    .isInstanceOf(WriteResult.Unavailable.class);
        }
    }

    @Test
    void aResourceOfNoPatientIsKeyedByItsOwnId() {
        UUID id = UUID.randomUUID();
        Delivery location = new Delivery(ResourceType.LOCATION, id, 1, "{\"resourceType\":\"Location\"}");

        assertThat(PatientKey.of(location)).isEqualTo(id.toString());
    }

    private KafkaTarget target(String servers, Duration limit) {
        return new KafkaTarget(new KafkaSettings(servers, topic, limit, Map.of()), new TestCrypto());
    }

    private List<ConsumerRecord<String, byte[]>> read(int count) {
        Map<String, Object> properties = Map.of(
                "bootstrap.servers",
                BROKER.bootstrapServers(),
                "group.id",
                UUID.randomUUID().toString(),
                "auto.offset.reset",
                "earliest");
        try (KafkaConsumer<String, byte[]> consumer =
                new KafkaConsumer<>(properties, new StringDeserializer(), new ByteArrayDeserializer())) {
            consumer.subscribe(List.of(topic));
            List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
            long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
            while (records.size() < count && System.nanoTime() < end) {
                consumer.poll(Duration.ofMillis(200)).forEach(records::add);
            }
            return records;
        }
    }

    private static String header(ConsumerRecord<String, byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }
}
