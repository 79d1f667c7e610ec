package io.caravan.demo;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Whether somebody asked for the end; what waits in the demo waits here, so that it ends at once. */
final class StopSignal {
    private final CountDownLatch asked = new CountDownLatch(1);

    /** The demo was asked to stop before it was through. */
    static final class Stopped extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Stopped() {
            super("the demo was stopped", null, false, false);
        }
    }

    void ask() {
        asked.countDown();
    }

    /** @throws Stopped when the end was asked for */
    void check() {
        if (asked.getCount() == 0) {
            throw new Stopped();
        }
    }

    /** @throws Stopped when the end was asked for */
    void pause(Duration duration) {
        try {
            if (asked.await(duration.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new Stopped();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Stopped();
        }
    }

    void await() throws InterruptedException {
        asked.await();
    }
}
