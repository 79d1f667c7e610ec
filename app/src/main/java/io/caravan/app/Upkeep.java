package io.caravan.app;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is done now and then, one after another; what fails is tried again the next time. */
final class Upkeep implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Upkeep.class);
    private static final int STOP_SECONDS = 10;

    private final ScheduledExecutorService thread;

    /** @param every how long after one run the next begins */
    record Task(String name, Duration every, Runnable work) {}

    Upkeep(List<Task> tasks) {
        ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1, work -> new Thread(work, "upkeep"));
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        executor.setContinueExistingPeriodicTasksAfterShutdownPolicy(false);
        thread = executor;
        for (Task task : tasks) {
            long millis = task.every().toMillis();
            thread.scheduleWithFixedDelay(() -> run(task), millis, millis, TimeUnit.MILLISECONDS);
        }
    }

    private static void run(Task task) {
        try {
            task.work().run();
        } catch (RuntimeException e) {
            LOG.warn("{} did not work out and is tried again: {}", task.name(), e.getMessage());
        }
    }

    @Override
    public void close() {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
                thread.shutdownNow();
            }
        } catch (InterruptedException e) {
            thread.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
