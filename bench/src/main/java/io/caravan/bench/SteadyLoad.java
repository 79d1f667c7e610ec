package io.caravan.bench;

import io.caravan.hospital.Hospital;
import io.caravan.hospital.Traffic;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Updates of the same patients at a steady rate, each patient always on the same connection, each message with a number. */
final class SteadyLoad implements AutoCloseable {
    static final int FIRST = 100;
    private static final int LAST = 998;
    private static final long SEED = 7;
    private static final LocalDateTime BEGIN = LocalDateTime.of(2026, 1, 1, 0, 0);
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMddHHmmss");

    private final int port;
    private final int connections;
    private final List<String> patients = new ArrayList<>();
    private final int[] numbers;
    private final Journeys journeys;
    private final List<Thread> senders = new ArrayList<>();
    private final ConcurrentLinkedQueue<Long> waits = new ConcurrentLinkedQueue<>();
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong accepted = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private volatile boolean stopping;

    SteadyLoad(int port, int connections, int patients) {
        this(port, connections, patients, new Journeys());
    }

    SteadyLoad(int port, int connections, int patients, Journeys journeys) {
        this.journeys = journeys;
        this.port = port;
        this.connections = connections;
        this.numbers = new int[patients];
        Hospital hospital = new Hospital(SEED, Integer.MAX_VALUE, 3);
        for (int i = 0; i < patients; i++) {
            this.patients.add(update(Traffic.of(hospital.person(i)).get(0).text()));
            numbers[i] = FIRST - 1;
        }
    }

    private SteadyLoad(int port, SteadyLoad before) {
        this.port = port;
        this.connections = before.connections;
        this.patients.addAll(before.patients);
        this.numbers = before.numbers;
        this.journeys = before.journeys;
    }

    /** The same patients to another port; the numbers go on. */
    SteadyLoad on(int other) {
        return new SteadyLoad(other, this);
    }

    private static String update(String text) {
        StringBuilder kept = new StringBuilder();
        for (String segment : text.split("\r")) {
            if (segment.startsWith("MSH")
                    || segment.startsWith("EVN")
                    || segment.startsWith("PID")
                    || segment.startsWith("PV1")) {
                kept.append(segment).append('\r');
            }
        }
        return kept.toString();
    }

    /** @param rate messages a second, of all connections */
    void start(int rate) {
        for (int i = 0; i < connections; i++) {
            int first = i;
            Thread sender =
                    new Thread(() -> send(first, Duration.ofSeconds(connections).dividedBy(rate)), "load-" + i);
            sender.setDaemon(true);
            sender.start();
            senders.add(sender);
        }
    }

    long sent() {
        return sent.get();
    }

    long accepted() {
        return accepted.get();
    }

    long failed() {
        return failed.get();
    }

    /** The longest waits for an acknowledgement, in milliseconds: of all, and of 99 in 100. */
    double[] worstMillis() {
        long[] sorted = waits.stream().mapToLong(Long::longValue).sorted().toArray();
        return sorted.length == 0
                ? new double[] {0, 0}
                : new double[] {sorted[sorted.length - 1] / 1e6, sorted[(int) (sorted.length * 0.99)] / 1e6};
    }

    /** What the target must have in the end. */
    List<Integer> numbers() {
        List<Integer> last = new ArrayList<>();
        for (int number : numbers) {
            if (number >= FIRST) {
                last.add(number);
            }
        }
        last.sort(null);
        return last;
    }

    private void send(int first, Duration pace) {
        try (Socket socket = new Socket()) {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(60_000);
            socket.connect(new InetSocketAddress("127.0.0.1", port), 10_000);
            OutputStream out = socket.getOutputStream();
            InputStream in = new BufferedInputStream(socket.getInputStream(), 8_192);
            long next = System.nanoTime();
            int patient = first;
            while (!stopping) {
                byte[] frame = frame(patient);
                journeys.sent(mrn(patient), numbers[patient]);
                long begin = System.nanoTime();
                out.write(frame);
                sent.incrementAndGet();
                (MllpLoad.isAccepted(in) ? accepted : failed).incrementAndGet();
                waits.add(System.nanoTime() - begin);
                journeys.acknowledged(begin);
                patient = patient + connections < patients.size() ? patient + connections : first;
                next = Math.max(next + pace.toNanos(), System.nanoTime() - pace.toNanos());
                TimeUnit.NANOSECONDS.sleep(next - System.nanoTime());
            }
        } catch (IOException e) {
            failed.incrementAndGet();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The patient's first number, as in PID-3. */
    private String mrn(int patient) {
        String text = patients.get(patient);
        String[] fields = text.substring(text.indexOf("PID|")).split("\\|", 5);
        return fields[3].split("[\\^~]", 2)[0];
    }

    private byte[] frame(int patient) {
        int number = ++numbers[patient];
        if (number > LAST) {
            throw new IllegalStateException("too many messages of one patient; give it more patients");
        }
        String time = TIME.format(BEGIN.plusMinutes(number));
        StringBuilder text = new StringBuilder("\u000b");
        for (String segment : patients.get(patient).split("\r")) {
            String[] fields = segment.split("\\|", -1);
            if (fields[0].equals("MSH")) {
                fields[6] = time;
                fields[9] = fields[9] + "-" + number;
            } else if (fields[0].equals("EVN")) {
                fields[2] = time;
                if (fields.length > 6) {
                    fields[6] = time;
                }
            }
            text.append(String.join("|", fields)).append('\r');
        }
        return text.append("\u001c\r")
                .toString()
                .replaceAll("555-\\d{3}-", "555-" + number + "-")
                .getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        stopping = true;
        for (Thread sender : senders) {
            try {
                sender.join(TimeUnit.SECONDS.toMillis(70));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
