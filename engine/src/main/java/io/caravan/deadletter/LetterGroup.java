package io.caravan.deadletter;

import io.caravan.deadletter.DeadLetter.Cause;
import io.caravan.deadletter.DeadLetter.State;
import io.caravan.message.DataClass;
import java.time.Instant;
import java.util.Map;

/**
 * Letters of one signature: the same failure at the same place of the same source.
 *
 * @param place step and segment-field, without numbers of repetitions
 * @param firstSeen when its first letter failed
 * @param lastSeen when a letter of it failed last
 * @param counts how many of its letters are in which state; only states that have any
 */
public record LetterGroup(
        long id,
        DataClass dataClass,
        String source,
        String code,
        Cause cause,
        String place,
        Instant firstSeen,
        Instant lastSeen,
        Map<State, Long> counts) {

    public LetterGroup {
        counts = Map.copyOf(counts);
    }

    /** All that wait for somebody: open, held, replaying. */
    public long unresolved() {
        return count(State.OPEN) + count(State.HELD) + count(State.REPLAYING);
    }

    public long count(State state) {
        return counts.getOrDefault(state, 0L);
    }

    /** A signature's place: {@code OBX[2]-5} and {@code OBX[3]-5} are one. */
    static String placeOf(String place) {
        StringBuilder kept = new StringBuilder(place.length());
        int at = 0;
        while (at < place.length()) {
            int end = place.charAt(at) == '[' ? numberEnd(place, at + 1) : -1;
            if (end > 0) {
                at = end;
            } else {
                kept.append(place.charAt(at++));
            }
        }
        return kept.toString();
    }

    /** Behind the closing bracket; -1 where there is no number in brackets. */
    private static int numberEnd(String place, int from) {
        int at = from;
        while (at < place.length() && place.charAt(at) >= '0' && place.charAt(at) <= '9') {
            at++;
        }
        return at > from && at < place.length() && place.charAt(at) == ']' ? at + 1 : -1;
    }
}
