package io.caravan.ledger;

import io.caravan.retry.Backoff;
import java.time.Duration;

/**
 * How much the ledger does at once.
 *
 * @param writersPerClass threads that fold live messages; a patient's go to one of them, in order
 * @param batchLimit messages in one transaction
 * @param queueLimit messages that wait for a writer; who brings more waits
 * @param moveLimit resources re-pointed in one transaction after a merge
 * @param retries the pauses before a target is asked again
 */
public record LedgerSettings(int writersPerClass, int batchLimit, int queueLimit, int moveLimit, Retries retries) {
    public static final LedgerSettings DEFAULT = new LedgerSettings(1, 256, 4096, 500, Retries.DEFAULT);

    /**
     * How long what failed is left alone.
     *
     * @param target before a target that is away is asked whether it is back
     * @param resource before a resource is sent again that the target could not take
     */
    public record Retries(Backoff target, Backoff resource) {
        public static final Retries DEFAULT = new Retries(
                new Backoff(Duration.ofMillis(500), Duration.ofSeconds(15)),
                new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(5)));
    }

    public LedgerSettings {
        if (writersPerClass < 1 || batchLimit < 1 || queueLimit < 1 || moveLimit < 1) {
            throw new IllegalArgumentException("every limit of the ledger must be at least 1");
        }
    }
}
