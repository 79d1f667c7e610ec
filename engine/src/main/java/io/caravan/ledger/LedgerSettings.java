package io.caravan.ledger;

/**
 * How much the ledger does at once.
 *
 * @param writersPerClass threads that fold live messages; a patient's go to one of them, in order
 * @param batchLimit messages in one transaction
 * @param queueLimit messages that wait for a writer; who brings more waits
 * @param moveLimit resources re-pointed in one transaction after a merge
 */
public record LedgerSettings(int writersPerClass, int batchLimit, int queueLimit, int moveLimit) {
    public static final LedgerSettings DEFAULT = new LedgerSettings(1, 256, 4096, 500);

    public LedgerSettings {
        if (writersPerClass < 1 || batchLimit < 1 || queueLimit < 1 || moveLimit < 1) {
            throw new IllegalArgumentException("every limit of the ledger must be at least 1");
        }
    }
}
