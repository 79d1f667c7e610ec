package io.caravan.dispatch;

/**
 * What the dispatch of a class is doing.
 *
 * @param reason of a pause, or what hinders; never patient data
 * @param underWay entries taken and not ended
 * @param retrying entries that wait to be tried again
 */
public record DispatchStatus(State state, String reason, int underWay, int retrying) {

    /** The name in lower case is what status shows. */
    public enum State {
        /** No handler is there. */
        STOPPED,
        RUNNING,
        /** Running; entries are tried again because something cannot be reached. */
        RETRYING,
        PAUSED
    }
}
