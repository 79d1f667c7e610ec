package io.caravan.ledger;

import io.caravan.target.WriteResult;
import io.caravan.throttle.Answer;
import java.time.Duration;
import java.util.List;

/** What a target's results say of how busy it is. */
final class Answers {
    private static final String TARGET = "target-";

    private Answers() {}

    static Answer of(List<WriteResult> results) {
        Answer answer = Answer.FINE;
        for (WriteResult result : results) {
            if (result instanceof WriteResult.Unavailable away) {
                if (asksForLess(away.code())) {
                    return Answer.pushedBack(away.code().substring(TARGET.length()), longest(results));
                }
                answer = Answer.OF_NO_MEANING;
            }
        }
        return answer;
    }

    private static Duration longest(List<WriteResult> results) {
        Duration longest = Duration.ZERO;
        for (WriteResult result : results) {
            if (result instanceof WriteResult.Unavailable away
                    && away.retryAfter().compareTo(longest) > 0) {
                longest = away.retryAfter();
            }
        }
        return longest;
    }

    /** It is there, and cannot take so much. */
    static boolean saysTooBusy(String code) {
        return code.equals("target-429") || code.equals("target-503");
    }

    private static boolean asksForLess(String code) {
        return saysTooBusy(code) || code.equals("target-504") || code.equals("target-timeout") || isOfKafka(code);
    }

    private static boolean isOfKafka(String code) {
        return code.startsWith("target-kafka-") && (code.contains("Timeout") || code.contains("Throttl"));
    }
}
