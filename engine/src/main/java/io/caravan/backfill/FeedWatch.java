package io.caravan.backfill;

import io.caravan.hl7.Hl7Message;
import io.caravan.hl7.Repetition;
import io.caravan.message.DataClass;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What the backfill knows of the live feeds: whether a class has one, how far behind its messages are, and whether the
 * watermark it waits for has come. Asked for each message of the journal, so that it costs next to nothing where no watermark is
 * declared. Safe for threads.
 */
public final class FeedWatch {
    private static final int NUMBERS = 3;
    private final Set<DataClass> fed;
    private final Map<DataClass, FeedLag> lags = new EnumMap<>(DataClass.class);
    /** By the name of the database: two applications may feed one class, each by a queue of its own. */
    private final Map<DataClass, Map<String, FeedMarks>> marks = new EnumMap<>(DataClass.class);

    private final Map<DataClass, Set<String>> patients = new EnumMap<>(DataClass.class);

    /**
     * @param fed the classes with a live source
     * @param watermarks as declared
     */
    public FeedWatch(Set<DataClass> fed, List<Watermark> watermarks) {
        this.fed = Set.copyOf(fed);
        for (DataClass dataClass : DataClass.values()) {
            lags.put(dataClass, new FeedLag());
            marks.put(dataClass, new HashMap<>());
            patients.put(dataClass, new HashSet<>());
        }
        for (Watermark watermark : watermarks) {
            of(patients, watermark.dataClass()).add(watermark.patient());
            of(marks, watermark.dataClass()).put(watermark.source(), new FeedMarks());
        }
    }

    /** Every class has a feed, none a watermark. */
    public static FeedWatch everything() {
        return new FeedWatch(Set.of(DataClass.values()), List.of());
    }

    /**
     * Tells of a message before it is mapped.
     *
     * @param eventMicros when it happened, as it says itself
     * @return whether it is the watermark patient's: then it means nothing else, and counts as excluded
     */
    public boolean arrived(DataClass dataClass, Hl7Message message, OptionalLong eventMicros, long receivedMicros) {
        if (eventMicros.isPresent()) {
            of(lags, dataClass).record(eventMicros.getAsLong(), receivedMicros);
        }
        Set<String> watched = of(patients, dataClass);
        if (watched.isEmpty() || !isOf(watched, message)) {
            return false;
        }
        of(marks, dataClass).values().forEach(written -> written.seenIn(message));
        return true;
    }

    /** The time in which all but one in a thousand messages of the class came. */
    public Optional<Duration> lag(DataClass dataClass) {
        return of(lags, dataClass).p999();
    }

    boolean isFed(DataClass dataClass) {
        return fed.contains(dataClass);
    }

    FeedMarks marks(Watermark watermark) {
        FeedMarks found = of(marks, watermark.dataClass()).get(watermark.source());
        if (found == null) {
            throw new IllegalStateException("nobody watches for the watermark of " + watermark.source());
        }
        return found;
    }

    private static boolean isOf(Set<String> patients, Hl7Message message) {
        for (Repetition number : message.first("PID").repetitions(NUMBERS)) {
            if (patients.contains(number.text(1))) {
                return true;
            }
        }
        return false;
    }

    private static <T> T of(Map<DataClass, T> map, DataClass dataClass) {
        T found = map.get(dataClass);
        if (found == null) {
            throw new IllegalStateException("no feed of " + dataClass.label());
        }
        return found;
    }
}
