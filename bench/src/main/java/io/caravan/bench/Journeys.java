package io.caravan.bench;

import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;

/** When messages were sent, acknowledged, and in the target: a patient's number that arrives brings the smaller ones along. */
final class Journeys {
    private final Map<String, NavigableMap<Integer, Long>> underWay = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<Step> acknowledged = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<Step> arrived = new ConcurrentLinkedQueue<>();

    private record Step(long sent, double millis) {}

    /** Of messages that were sent in some time. */
    record Waits(int count, double p50, double p99, double worst) {}

    void sent(String patient, int number) {
        underWay.computeIfAbsent(patient, any -> new ConcurrentSkipListMap<>()).put(number, System.nanoTime());
    }

    /** @param sent by {@link System#nanoTime} */
    void acknowledged(long sent) {
        acknowledged.add(step(sent));
    }

    /** What is no patient of the load is passed over. */
    void arrived(String patient, int number) {
        NavigableMap<Integer, Long> numbers = underWay.get(patient);
        if (numbers == null) {
            return;
        }
        for (Integer one : List.copyOf(numbers.headMap(number, true).keySet())) {
            Long sent = numbers.remove(one);
            if (sent != null) {
                arrived.add(step(sent));
            }
        }
    }

    private static Step step(long sent) {
        return new Step(sent, (System.nanoTime() - sent) / 1e6);
    }

    /** How many are not in the target yet. */
    int underWay() {
        return underWay.values().stream().mapToInt(Map::size).sum();
    }

    Waits acknowledged(long from, long to) {
        return waits(acknowledged, from, to);
    }

    Waits arrived(long from, long to) {
        return waits(arrived, from, to);
    }

    private static Waits waits(ConcurrentLinkedQueue<Step> steps, long from, long to) {
        double[] sorted = steps.stream()
                .filter(step -> step.sent() - from >= 0 && step.sent() - to < 0)
                .mapToDouble(Step::millis)
                .sorted()
                .toArray();
        return sorted.length == 0
                ? new Waits(0, 0, 0, 0)
                : new Waits(
                        sorted.length,
                        sorted[sorted.length / 2],
                        sorted[(int) (sorted.length * 0.99)],
                        sorted[sorted.length - 1]);
    }
}
