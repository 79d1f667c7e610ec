package io.caravan.replay;

/** A job cannot be begun, or not be paused, resumed or cancelled, as things are. The message is a sentence for people. */
public final class JobRefused extends RuntimeException {
    JobRefused(String sentence) {
        super(sentence, null, false, false);
    }
}
