package io.caravan.alert;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.caravan.alert.Notices.Notice;
import io.caravan.crypto.MessageSignature;
import io.caravan.message.DataClass;
import io.caravan.sql.Database;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Posts to one address that an alert opened or ended, in order for each alert, until it was taken (any 2xx). What is still to
 * be posted is in the database, so a restart forgets nothing; after a crash in between a notice may come twice, with the same
 * {@code notice}.
 */
public final class Webhook implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Webhook.class);
    private static final int AT_ONCE = 20;
    private static final int MAX_DOUBLINGS = 16;
    private static final long CLOSE_SECONDS = 10;

    private final Database database;
    private final WebhookSettings settings;
    private final Optional<MessageSignature> signature;
    private final InstantSource clock;
    private final Notices notices = new Notices();
    private final HttpClient client;
    private final ScheduledExecutorService thread;

    /** @param signature of the body, so that the receiver can tell who posts */
    public Webhook(
            Database database, WebhookSettings settings, Optional<MessageSignature> signature, InstantSource clock) {
        this.database = database;
        this.settings = settings;
        this.signature = signature;
        this.clock = clock;
        // A redirect is not followed: what is wrong in a hospital is not for another host.
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(settings.limit())
                .build();
        this.thread = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread one = new Thread(task, "alert-webhook");
            one.setDaemon(true);
            return one;
        });
    }

    /** Posts what is due, again and again, with this pause between. */
    public void start(Duration pause) {
        thread.scheduleWithFixedDelay(this::postQuietly, pause.toMillis(), pause.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        thread.shutdownNow();
        try {
            if (!thread.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("The webhook is still posting");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void postQuietly() {
        try {
            post();
        } catch (RuntimeException e) {
            LOG.debug("The webhook waits: {}", e.toString());
        }
    }

    /** Posts what is due. */
    void post() {
        List<Notice> due = database.inTransaction(connection -> notices.listDue(connection, clock.instant(), AT_ONCE));
        for (Notice notice : due) {
            String problem = post(notice);
            if (Thread.currentThread().isInterrupted()) {
                return;
            }
            if (problem.isEmpty()) {
                database.inTransaction(connection -> notices.told(connection, clock.instant(), notice.id()));
            } else {
                later(notice, problem);
            }
        }
    }

    private void later(Notice notice, String problem) {
        Instant now = clock.instant();
        Instant happened = notice.alert().resolvedAt().orElse(notice.alert().openedAt());
        boolean givenUp = happened.plus(settings.giveUpAfter()).isBefore(now);
        long longest = settings.longestPause().toMillis();
        long millis = Math.min(longest, settings.firstPause().toMillis() << Math.min(notice.attempts(), MAX_DOUBLINGS));
        Instant due = now.plusMillis(ThreadLocalRandom.current().nextLong(millis / 2, millis + 1));
        database.inTransaction(connection -> notices.later(connection, due, givenUp, notice.id()));
        if (notice.attempts() == 0 || givenUp) {
            LOG.warn(
                    "The webhook did not take notice {} ({}): {}",
                    notice.id(),
                    problem,
                    givenUp ? "it is not posted any more" : "it is posted again");
        }
    }

    /** @return what hindered it; empty = taken */
    private String post(Notice notice) {
        byte[] body = json(notice).toString().getBytes(StandardCharsets.UTF_8);
        HttpRequest.Builder request = HttpRequest.newBuilder(settings.url())
                .timeout(settings.limit())
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        signature.ifPresent(with ->
                request.header("Caravan-Signature", with.header(clock.instant().getEpochSecond(), body)));
        try {
            int status = client.send(request.build(), HttpResponse.BodyHandlers.discarding())
                    .statusCode();
            return status / 100 == 2 ? "" : "status " + status;
        } catch (IOException e) {
            return e.getClass().getSimpleName();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "interrupted";
        }
    }

    private static ObjectNode json(Notice notice) {
        Alert alert = notice.alert();
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("notice", notice.id())
                .put("event", notice.event())
                .put("alert", alert.id())
                .put("kind", alert.kind())
                .put("class", alert.dataClass().map(DataClass::label).orElse(""))
                .put("subject", alert.subject())
                .put("text", alert.text())
                .put("openedAt", alert.openedAt().toString());
        if (notice.event().equals("resolved")) {
            alert.resolvedAt().ifPresent(at -> json.put("resolvedAt", at.toString()));
        }
        return json;
    }
}
