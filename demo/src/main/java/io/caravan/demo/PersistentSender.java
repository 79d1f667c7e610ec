package io.caravan.demo;

import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Sends each message until it is acknowledged, over a new connection where the old one failed, as interface engines do. */
final class PersistentSender implements AutoCloseable {
    private static final int MAX_TRIES = 20;
    private static final Duration BETWEEN = Duration.ofMillis(500);

    private final int port;
    private final StopSignal stop;
    private @Nullable MllpConnection connection;

    PersistentSender(int port, StopSignal stop) {
        this.port = port;
        this.stop = stop;
    }

    /** @throws IllegalStateException when it was never acknowledged */
    void send(String message) {
        stop.check();
        for (int tries = 0; tries < MAX_TRIES; tries++) {
            if (isAcknowledged(message)) {
                return;
            }
            stop.pause(BETWEEN);
        }
        throw new IllegalStateException(
                "A message was not acknowledged in " + MAX_TRIES + " tries; the log under the data folder says why");
    }

    private boolean isAcknowledged(String message) {
        try {
            MllpConnection open = connection;
            if (open == null) {
                open = new MllpConnection(port);
                connection = open;
            }
            return open.send(message);
        } catch (IOException e) {
            close();
            return false;
        }
    }

    @Override
    public void close() {
        MllpConnection open = connection;
        connection = null;
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                // The connection is given up either way.
                return;
            }
        }
    }
}
