package io.caravan.journal;

/**
 * Limits of the journal.
 *
 * @param maxWaiting messages that may wait for a commit; more are refused
 * @param maxWaitingBytes bytes that may wait for a commit; one message is always let in
 * @param maxBatch messages in one commit
 * @param maxBatchBytes bytes in one commit; one message always fits
 */
public record JournalSettings(int maxWaiting, long maxWaitingBytes, int maxBatch, long maxBatchBytes) {
    private static final long MEBIBYTE = 1 << 20;

    public static final JournalSettings DEFAULT = new JournalSettings(4096, 64 * MEBIBYTE, 1000, 8 * MEBIBYTE);

    public JournalSettings {
        if (maxWaiting < 1 || maxWaitingBytes < 1 || maxBatch < 1 || maxBatchBytes < 1) {
            throw new IllegalArgumentException("Limits of the journal must be at least 1");
        }
    }
}
