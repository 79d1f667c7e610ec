package io.caravan.demo;

import io.caravan.hospital.Hospital;
import io.caravan.hospital.Person;
import io.caravan.hospital.Traffic;
import io.caravan.message.DataClass;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The old systems: some connections for each class, a patient's messages always on the same one and in their order; what is
 * not acknowledged is sent again. A tenth of the patients' results comes as a batch file instead.
 */
final class Feeds implements AutoCloseable {
    private static final int CONNECTIONS = 3;
    private static final int ONE_FILE_IN = 10;

    private final Hospital hospital;
    private final ExecutorService threads = Executors.newFixedThreadPool(CONNECTIONS * DataClass.values().length);
    private final AtomicLong acknowledged = new AtomicLong();

    Feeds(Hospital hospital) {
        this.hospital = hospital;
    }

    /** What Caravan should have read of the feeds: every message once, however often it was sent. */
    Map<DataClass, Long> distinctMessages() {
        Map<DataClass, Long> counts = new EnumMap<>(DataClass.class);
        hospital.people()
                .flatMap(person -> Traffic.of(person).stream().distinct())
                .forEach(message -> counts.merge(DataClass.of(message.dataClass()), 1L, Long::sum));
        return counts;
    }

    /** Begins to send. @return done when all is acknowledged */
    List<Future<?>> send(Map<DataClass, Integer> ports, StopSignal stop) {
        List<Future<?>> senders = new ArrayList<>();
        ports.forEach((dataClass, port) -> {
            for (int lane = 0; lane < CONNECTIONS; lane++) {
                senders.add(threads.submit(new Sender(hospital, dataClass, port, lane, acknowledged, stop)));
            }
        });
        return senders;
    }

    long acknowledged() {
        return acknowledged.get();
    }

    /**
     * Drops the batch file, whole at once.
     *
     * @return how many messages are in it
     */
    long dropFile(Path folder) {
        List<String> messages = hospital.people()
                .filter(Feeds::comesByFile)
                .flatMap(person -> Traffic.of(person).stream())
                .filter(message -> message.dataClass().equals(DataClass.LABS.label()))
                .map(Traffic.Message::text)
                .toList();
        String file = "FHS|^~\\&|LEGACY|SAMPLE\rBHS|^~\\&|LEGACY|SAMPLE\r"
                + String.join("", messages)
                + "BTS|" + messages.size() + "\rFTS|1\r";
        try {
            Path unfinished = folder.resolve("results.hl7.tmp");
            Files.writeString(unfinished, file, StandardCharsets.UTF_8);
            Files.move(unfinished, folder.resolve("results.hl7"), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("the batch file cannot be written", e);
        }
        return messages.size();
    }

    private static boolean comesByFile(Person person) {
        return person.number() % ONE_FILE_IN == 0;
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }

    /** One connection's share of a class. */
    private static final class Sender implements Runnable {
        private final Hospital hospital;
        private final DataClass dataClass;
        private final int lane;
        private final AtomicLong acknowledged;
        private final PersistentSender connection;

        Sender(Hospital hospital, DataClass dataClass, int port, int lane, AtomicLong acknowledged, StopSignal stop) {
            this.hospital = hospital;
            this.dataClass = dataClass;
            this.lane = lane;
            this.acknowledged = acknowledged;
            this.connection = new PersistentSender(port, stop);
        }

        @Override
        public void run() {
            try (connection) {
                for (long number = lane; number < hospital.patients(); number += CONNECTIONS) {
                    Person person = hospital.person(number);
                    if (dataClass == DataClass.LABS && comesByFile(person)) {
                        continue;
                    }
                    for (Traffic.Message message : Traffic.of(person)) {
                        if (message.dataClass().equals(dataClass.label())) {
                            connection.send(message.text());
                            acknowledged.incrementAndGet();
                        }
                    }
                }
            }
        }
    }
}
