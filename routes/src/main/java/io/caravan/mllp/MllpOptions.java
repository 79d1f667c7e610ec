package io.caravan.mllp;

import java.time.Duration;

/**
 * The limits of one listener's connections.
 *
 * @param maxFrameBytes a longer message is refused and skipped; the connection goes on
 * @param maxUnanswered how many messages of one connection may wait for their answers at once. With more than one, whoever
 *     answers must do so in the order of the messages
 * @param stalled a connection that stops within a frame is closed after this time
 * @param idle a connection on which nothing comes between frames is closed after this time: its other end may be long gone
 */
public record MllpOptions(int maxFrameBytes, int maxUnanswered, Duration stalled, Duration idle) {
    public static final MllpOptions USUAL =
            new MllpOptions(64 << 20, 1, Duration.ofSeconds(60), Duration.ofMinutes(30));

    public MllpOptions {
        if (maxFrameBytes < 1 || maxUnanswered < 1) {
            throw new IllegalArgumentException("maxFrameBytes and maxUnanswered must be at least 1");
        }
        if (stalled.isNegative() || stalled.isZero() || idle.compareTo(stalled) < 0) {
            throw new IllegalArgumentException("stalled must be longer than nothing, and idle no shorter than stalled");
        }
    }
}
