package io.caravan.target.kafka;

import io.caravan.crypto.Sealer;
import io.caravan.target.Target;
import io.caravan.target.WriteResult;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends each resource, sealed, to a topic: key is the patient's id, so that one patient's resources keep their order; headers
 * are {@code type}, {@code id} and {@code version}, by which a reader opens the value and keeps the newest. A batch is sent at
 * once and then awaited whole, for awaiting each record alone costs fifty times as much.
 */
public final class KafkaTarget implements Target {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaTarget.class);
    private static final int CALL_ENTRIES = 1_000;
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(10);
    private final KafkaSettings settings;
    private final Sealer sealer;
    private final Object opening = new Object();
    private @Nullable Producer<String, byte[]> producer;

    /** Does not connect yet. */
    public KafkaTarget(KafkaSettings settings, Sealer sealer) {
        this.settings = settings;
        this.sealer = sealer;
    }

    @Override
    public List<WriteResult> write(List<Delivery> deliveries) {
        List<Future<RecordMetadata>> sent = new ArrayList<>(deliveries.size());
        List<WriteResult> results = new ArrayList<>(deliveries.size());
        Producer<String, byte[]> to;
        try {
            to = open();
        } catch (KafkaException e) {
            WriteResult unavailable = unavailable(e);
            deliveries.forEach(delivery -> results.add(unavailable));
            return results;
        }
        WriteResult failed = null;
        for (Delivery delivery : deliveries) {
            Future<RecordMetadata> one = to.send(record(delivery));
            sent.add(one);
            // A record that fails at once has waited for the broker as long as it may; the others need not wait as
            // well.
            if (one.isDone() && result(one) instanceof WriteResult.Unavailable away) {
                failed = away;
                break;
            }
        }
        to.flush();
        for (Future<RecordMetadata> one : sent) {
            results.add(result(one));
        }
        while (failed != null && results.size() < deliveries.size()) {
            results.add(failed);
        }
        return results;
    }

    @Override
    public int callEntries() {
        return CALL_ENTRIES;
    }

    @Override
    public String problem() {
        try {
            return open().partitionsFor(settings.topic()).isEmpty()
                    ? "topic " + settings.topic() + " has no partitions"
                    : "";
        } catch (KafkaException e) {
            return "topic " + settings.topic() + " at " + settings.bootstrapServers() + " cannot be written to ("
                    + name(e) + "); check the servers, the topic and the rights";
        }
    }

    @Override
    public void close() {
        synchronized (opening) {
            if (producer != null) {
                producer.close(CLOSE_LIMIT);
                producer = null;
            }
        }
    }

    private Producer<String, byte[]> open() {
        synchronized (opening) {
            if (producer == null) {
                producer = new KafkaProducer<>(
                        settings.producerProperties(), new StringSerializer(), new ByteArraySerializer());
            }
            return producer;
        }
    }

    private ProducerRecord<String, byte[]> record(Delivery delivery) {
        String type = delivery.type().fhirName();
        String id = delivery.id().toString();
        byte[] clear = delivery.json().getBytes(StandardCharsets.UTF_8);
        byte[] sealed = sealer.seal(clear, new Sealer.Place("fhir-r4/1", type, id, delivery.version()));
        ProducerRecord<String, byte[]> record = new ProducerRecord<>(settings.topic(), PatientKey.of(delivery), sealed);
        record.headers()
                .add("type", type.getBytes(StandardCharsets.UTF_8))
                .add("id", id.getBytes(StandardCharsets.UTF_8))
                .add("version", Integer.toString(delivery.version()).getBytes(StandardCharsets.UTF_8));
        return record;
    }

    private static WriteResult result(Future<RecordMetadata> sent) {
        try {
            sent.get();
            return new WriteResult.Written();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new WriteResult.Unavailable("target-interrupted", Duration.ZERO);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            if (cause instanceof RecordTooLargeException || cause instanceof RecordBatchTooLargeException) {
                return new WriteResult.Refused("target-too-large");
            }
            return unavailable(cause);
        }
    }

    /** Whatever the broker objects to besides a record's size is about the broker, not about the record. */
    private static WriteResult unavailable(@Nullable Throwable cause) {
        LOG.warn("A batch did not reach Kafka: {}", name(cause));
        return new WriteResult.Unavailable("target-kafka-" + name(cause), Duration.ZERO);
    }

    /** Kafka's own errors tell by their kind; the text is left out. */
    private static String name(@Nullable Throwable cause) {
        if (cause == null) {
            return "unknown";
        }
        return cause instanceof ApiException || cause.getCause() == null
                ? cause.getClass().getSimpleName()
                : cause.getCause().getClass().getSimpleName();
    }
}
