package io.caravan.route;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.camel.component.kafka.consumer.KafkaManualCommit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What one poll of a topic brought, and its offsets, which are committed when all of it is stored. */
final class KafkaBatch {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaBatch.class);

    private final List<byte[]> messages = new ArrayList<>();
    private final Map<String, KafkaManualCommit> lastOfPartition = new LinkedHashMap<>();

    private KafkaBatch() {}

    static KafkaBatch of(List<?> records) {
        KafkaBatch batch = new KafkaBatch();
        for (Object element : records) {
            if (!(element instanceof Exchange exchange)) {
                throw new IllegalStateException("journal: takes bytes, a file, or what a kafka: endpoint brings");
            }
            byte[] value = exchange.getIn().getBody(byte[].class);
            if (value != null) {
                batch.messages.add(value);
            }
            String partition = exchange.getIn().getHeader(KafkaConstants.TOPIC, String.class) + "/"
                    + exchange.getIn().getHeader(KafkaConstants.PARTITION, String.class);
            KafkaManualCommit commit =
                    exchange.getIn().getHeader(KafkaConstants.MANUAL_COMMIT, KafkaManualCommit.class);
            if (commit != null) {
                batch.lastOfPartition.put(partition, commit);
            }
        }
        return batch;
    }

    Reception.Supply messages() {
        Iterator<byte[]> left = messages.iterator();
        return () -> left.hasNext() ? Optional.of(left.next()) : Optional.empty();
    }

    /**
     * Call on the thread of the poll, after the messages are stored. An offset that cannot be committed costs nothing: its
     * messages come again, and are recognised as duplicates.
     */
    void commitOffsets() {
        for (KafkaManualCommit commit : lastOfPartition.values()) {
            try {
                commit.commit();
            } catch (RuntimeException e) {
                LOG.warn(
                        "An offset was not committed ({}); its messages will come again",
                        e.getClass().getSimpleName());
            }
        }
    }
}
