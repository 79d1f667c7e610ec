package io.caravan.deadletter;

/** A letter was closed so long ago that what it held is not kept any more. */
public final class PayloadGone extends RuntimeException {
    PayloadGone(long letterId) {
        super("What dead letter " + letterId + " held is not kept any more", null, false, false);
    }
}
