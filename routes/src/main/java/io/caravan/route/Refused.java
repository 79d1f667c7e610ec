package io.caravan.route;

import io.caravan.hl7.Problem;
import io.caravan.journal.Refusals;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts what is refused, and says so: a refused message is kept nowhere, so that its sender's trouble must be seen here. A
 * sender that is refused sends again and again; it is named once in a while, with how often.
 */
final class Refused {
    private static final Logger LOG = LoggerFactory.getLogger(Refused.class);
    private static final Duration ONCE_IN = Duration.ofMinutes(1);

    private final Refusals refusals;
    private final InstantSource clock;
    private final Map<String, Since> since = new HashMap<>();

    private record Since(Instant said, long unsaid) {}

    Refused(Refusals refusals, InstantSource clock) {
        this.refusals = refusals;
        this.clock = clock;
    }

    void count(Desk desk, Problem problem) {
        refusals.count(desk.source().dataClass());
        String source = desk.source().name();
        long times = timesToSay(source + ' ' + problem.code());
        if (times > 0) {
            LOG.warn(
                    "Refused {} message{} of source {}: {} at {}",
                    times,
                    times == 1 ? "" : "s",
                    source,
                    problem.code(),
                    problem.place());
        }
    }

    /** 0 = it was said a moment ago. */
    private synchronized long timesToSay(String what) {
        Instant now = clock.instant();
        Since before = since.get(what);
        if (before != null && now.isBefore(before.said.plus(ONCE_IN))) {
            since.put(what, new Since(before.said, before.unsaid + 1));
            return 0;
        }
        since.put(what, new Since(now, 0));
        return before == null ? 1 : before.unsaid + 1;
    }
}
