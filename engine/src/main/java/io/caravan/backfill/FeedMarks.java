package io.caravan.backfill;

import io.caravan.hl7.Hl7Message;
import io.caravan.hl7.Segment;
import java.security.SecureRandom;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The watermarks of one database and class that are under way: written into the old application, to come back by its feed. They leave in
 * the order in which they were written, so that one that has come tells of all before it. Safe for threads.
 */
final class FeedMarks {
    private static final String BEGINNING = "CRV";
    private static final String LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
    private static final int LENGTH = 9;
    private static final int MOST = 100_000;

    private final SecureRandom random = new SecureRandom();
    private final TreeMap<Long, String> underWay = new TreeMap<>();
    private long next = 1;
    private long seen;

    /** @param token short, of capital letters and digits, so that it passes any field */
    record Mark(long number, String token) {}

    synchronized Mark next() {
        StringBuilder token = new StringBuilder(BEGINNING);
        for (int i = 0; i < LENGTH; i++) {
            token.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        Mark mark = new Mark(next++, token.toString());
        underWay.put(mark.number(), mark.token());
        if (underWay.size() > MOST) {
            underWay.pollFirstEntry();
        }
        return mark;
    }

    /** Whether this mark, or one written after it, has come. */
    synchronized boolean hasCome(long number) {
        return seen >= number;
    }

    void seenIn(Hl7Message message) {
        for (Segment segment : message.segments()) {
            String line = segment.line().toUpperCase(Locale.ROOT);
            int at = line.indexOf(BEGINNING);
            while (at >= 0) {
                if (at + BEGINNING.length() + LENGTH <= line.length()) {
                    came(line.substring(at, at + BEGINNING.length() + LENGTH));
                }
                at = line.indexOf(BEGINNING, at + 1);
            }
        }
    }

    private synchronized void came(String token) {
        underWay.entrySet().stream()
                .filter(mark -> mark.getValue().equals(token))
                .mapToLong(Map.Entry::getKey)
                .findFirst()
                .ifPresent(number -> {
                    seen = Math.max(seen, number);
                    underWay.headMap(number, true).clear();
                });
    }
}
