package io.caravan.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.caravan.hospital.Hospital;
import io.caravan.hospital.Traffic;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** kill -9 in the middle of live load: nothing is lost, nothing is doubled. */
class KilledTest {
    private static final List<String> CLASSES = List.of("adt", "orders", "labs", "medications");
    private static final Hospital HOSPITAL = Hospital.of(11, 60);

    @TempDir
    Path folder;

    @Test
    void aKilledRunEndsAsAnUndisturbedOne() throws Exception {
        Map<String, String> undisturbed;
        try (CaravanProcess caravan = CaravanProcess.start(folder.resolve("undisturbed"))) {
            new Sender().sendAll(caravan);
            undisturbed = settled(caravan);
        }

        Path data = folder.resolve("killed");
        Sender sender = new Sender();
        for (int afterMessages : List.of(60, 90)) {
            CaravanProcess caravan = CaravanProcess.start(data);
            sender.send(caravan, afterMessages);
            caravan.kill();
            sender.unsureOfTheLast();
        }
        try (CaravanProcess caravan = CaravanProcess.start(data)) {
            sender.sendAll(caravan);

            assertThat(settled(caravan)).isEqualTo(undisturbed);
        }
    }

    /** Waits until nothing is in flight. @return counts of each class, and the digest of the target */
    private static Map<String, String> settled(CaravanProcess caravan) {
        await().atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofMillis(200))
                .until(() -> {
                    long inFlight = 0;
                    for (String one : CLASSES) {
                        inFlight += caravan.count(one, "inFlight");
                    }
                    return inFlight == 0;
                });
        try {
            Map<String, String> result = new TreeMap<>();
            for (String one : CLASSES) {
                JsonNode status = caravan.status(one);
                assertThat(status.path("residual").asLong(-1))
                        .as("residual of " + one)
                        .isZero();
                for (String name : List.of("read", "excluded", "deadLettered")) {
                    result.put(one + " " + name, status.path(name).asText());
                }
            }
            result.put("digest", caravan.get("/api/digest").toString());
            return result;
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** The hospital's outbound queues: a message leaves its queue when it is acknowledged, and not before. */
    private static final class Sender {
        private final Deque<Traffic.Message> queue = new ArrayDeque<>();
        private Traffic.Message last = new Traffic.Message("adt", "");

        Sender() {
            new Traffic(HOSPITAL).messages().forEach(queue::add);
        }

        void sendAll(CaravanProcess caravan) throws IOException {
            send(caravan, queue.size());
        }

        void send(CaravanProcess caravan, int count) throws IOException {
            Map<String, MllpConnection> connections = new TreeMap<>();
            try {
                for (String one : CLASSES) {
                    connections.put(one, new MllpConnection(caravan.mllpPort(one)));
                }
                for (int i = 0; i < count && !queue.isEmpty(); i++) {
                    last = queue.remove();
                    String answer = connections.get(last.dataClass()).send(last.text());
                    assertThat(MllpConnection.code(answer)).isEqualTo("AA");
                }
            } finally {
                for (MllpConnection connection : connections.values()) {
                    connection.close();
                }
            }
        }

        /** The sender never saw the last acknowledgement: it sends that message again. */
        void unsureOfTheLast() {
            queue.addFirst(last);
        }
    }
}
