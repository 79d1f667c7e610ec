package io.caravan.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintStream;
import java.util.concurrent.TimeUnit;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Follows a job: a bar at a terminal, a line for each change elsewhere. */
final class JobProgress {
    private static final long LOOK_MILLIS = 1_000;

    private final PrintStream out;
    private final boolean shown;

    JobProgress(PrintStream out, boolean shown) {
        this.out = out;
        this.shown = shown;
    }

    /** @return the job when it has ended, or waits for a person */
    JsonNode follow(ApiClient client, String path) throws InterruptedException {
        return shown && System.console() != null ? withBar(client, path) : withLines(client, path);
    }

    private JsonNode withBar(ApiClient client, String path) throws InterruptedException {
        JsonNode job = client.get(path);
        try (ProgressBar bar = new ProgressBarBuilder()
                .setTaskName("job " + job.path("id").asLong())
                .setInitialMax(job.path("total").asLong())
                .setStyle(ProgressBarStyle.ASCII)
                .setConsumer(new ConsoleProgressBarConsumer(out))
                .build()) {
            while (goesOn(job)) {
                bar.stepTo(ended(job));
                bar.setExtraMessage(job.path("failed").asLong() + " failed again "
                        + job.path("why").asText());
                TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
                job = client.get(path);
            }
            bar.stepTo(ended(job));
        }
        return job;
    }

    private JsonNode withLines(ApiClient client, String path) throws InterruptedException {
        JsonNode job = client.get(path);
        String last = "";
        while (goesOn(job)) {
            String line = JobCommands.one(job);
            if (shown && !line.equals(last)) {
                out.print(line);
                out.flush();
                last = line;
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
            job = client.get(path);
        }
        return job;
    }

    private static long ended(JsonNode job) {
        return job.path("total").asLong() - job.path("left").asLong();
    }

    private static boolean goesOn(JsonNode job) {
        return job.path("state").asText().equals("running")
                || job.path("inFlight").asLong() > 0;
    }
}
