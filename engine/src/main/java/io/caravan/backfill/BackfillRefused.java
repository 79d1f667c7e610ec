package io.caravan.backfill;

/** What was ordered cannot be done as things are. The message is a sentence with the remedy. */
public final class BackfillRefused extends RuntimeException {

    BackfillRefused(String message) {
        super(message, null, false, false);
    }
}
