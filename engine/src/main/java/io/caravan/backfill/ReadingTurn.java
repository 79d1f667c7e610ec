package io.caravan.backfill;

import io.caravan.throttle.Answer;
import io.caravan.throttle.Bucket;
import io.caravan.throttle.Throttle;
import io.caravan.throttle.Throttles;
import io.caravan.window.BulkWork;
import io.caravan.window.Limit;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.time.Duration;
import java.util.OptionalDouble;
import java.util.function.LongSupplier;

/**
 * When a run reads its next page, and how many rows: as the window's rate, the legacy database and the target let it. Where
 * they let it have little, pages are small, so that none takes long to be delivered. Used by one thread.
 */
final class ReadingTurn {
    private static final double PAGE_SECONDS = 2;
    private static final int LEAST_ROWS = 20;

    private final Throttle legacy;
    private final Throttle target;
    private final LongSupplier nanos;
    private final Bucket window;

    ReadingTurn(Throttles throttles, BulkWork work, LongSupplier nanos) {
        this.legacy = throttles.legacy(work.source()).orElseGet(() -> Throttle.free("legacy." + work.source(), nanos));
        this.target = throttles.target(work.dataClass());
        this.nanos = nanos;
        this.window = new Bucket(Bucket.UNLIMITED, 0, nanos.getAsLong());
    }

    /** A read of the legacy database. */
    interface Reading {
        LegacyReader.Read read() throws SQLException;
    }

    boolean isNow(Limit limit) {
        double rate = limit.perSecond().isPresent() ? limit.perSecond().getAsInt() : Bucket.UNLIMITED;
        if (rate <= 0) {
            return false;
        }
        if (rate != window.perSecond()) {
            window.change(rate, nanos.getAsLong());
        }
        return window.permits(nanos.getAsLong()) > 0 && legacy.isBulksTurn();
    }

    /** How many rows the next page should have. */
    int rows(int most) {
        double rate = Math.min(window.perSecond(), Math.min(orMore(legacy), orMore(target)));
        return (int) Math.min(most, Math.max(LEAST_ROWS, rate * PAGE_SECONDS));
    }

    private static double orMore(Throttle throttle) {
        OptionalDouble rate = throttle.bulkPerSecond();
        return rate.orElse(Bucket.UNLIMITED);
    }

    /** Reads, and pays for what was read. */
    LegacyReader.Read take(Reading reading) throws SQLException {
        Throttle.Permit permit = legacy.bulk();
        Answer answer = Answer.OF_NO_MEANING;
        int rows = 0;
        try {
            LegacyReader.Read read = reading.read();
            rows = read.rows().size();
            answer = Answer.FINE;
            return read;
        } catch (SQLTimeoutException e) {
            answer = Answer.pushedBack("with a timeout", Duration.ZERO);
            throw e;
        } finally {
            permit.end(answer, rows, 1);
            window.take(rows, nanos.getAsLong());
        }
    }
}
