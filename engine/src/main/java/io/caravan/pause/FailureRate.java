package io.caravan.pause;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * The latest failures of a class, code by code. An entry counts once, however often its transaction is run. Not safe for
 * threads: the watch guards it.
 */
final class FailureRate {
    private static final int MAX_CODES = 64;

    private final PauseAt limit;
    private final Map<String, Latest> byCode = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Latest> eldest) {
            return size() > MAX_CODES;
        }
    };

    FailureRate(PauseAt limit) {
        this.limit = limit;
    }

    /** @return the time of the oldest of as many failures as the limit says, where they came within its time; micros */
    OptionalLong count(String code, long journalId, long micros) {
        Latest latest = byCode.computeIfAbsent(code, any -> new Latest());
        if (!latest.add(journalId, micros) || latest.size < limit.count()) {
            return OptionalLong.empty();
        }
        long oldest = latest.oldest();
        return micros - oldest <= limit.window().toNanos() / 1_000 ? OptionalLong.of(oldest) : OptionalLong.empty();
    }

    void clear() {
        byCode.clear();
    }

    /** A ring as long as the limit: what falls out of it cannot matter any more. */
    private final class Latest {
        private long[] ids = new long[Math.min(16, limit.count())];
        private long[] times = new long[ids.length];
        private int size;
        private int next;

        boolean add(long id, long micros) {
            for (int i = 0; i < size; i++) {
                if (ids[i] == id) {
                    return false;
                }
            }
            if (size == ids.length && size < limit.count()) {
                int longer = Math.min(limit.count(), ids.length * 2);
                ids = Arrays.copyOf(ids, longer); // not full before: the ring has not turned yet
                times = Arrays.copyOf(times, longer);
                next = size;
            }
            ids[next] = id;
            times[next] = micros;
            next = (next + 1) % ids.length;
            size = Math.min(size + 1, ids.length);
            return true;
        }

        /** The smallest: a clock may have been set back, and transactions overlap. */
        long oldest() {
            long oldest = Long.MAX_VALUE;
            for (int i = 0; i < size; i++) {
                oldest = Math.min(oldest, times[i]);
            }
            return oldest;
        }
    }
}
