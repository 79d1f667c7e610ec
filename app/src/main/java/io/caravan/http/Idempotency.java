package io.caravan.http;

import io.caravan.request.Requests;
import io.caravan.request.Requests.Answer;
import io.caravan.request.Requests.Claim;
import io.caravan.request.Requests.Request;
import io.caravan.request.Requests.Ticket;
import io.javalin.Javalin;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.javalin.security.RouteRole;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Every POST with the header {@code Idempotency-Key} is done once: whoever sends the same again (a double click, a script that
 * lost the answer) gets the same answer, and nothing happens a second time. Stands around all paths, so that none can forget it.
 *
 * <p>What failed in Caravan itself (5xx) is not kept: the same key may try again.
 */
final class Idempotency {
    static final String HEADER = "Idempotency-Key";
    static final String REPEATED = "Idempotency-Replayed";

    private static final Logger LOG = LoggerFactory.getLogger(Idempotency.class);
    private static final Pattern KEY = Pattern.compile("[\\x21-\\x7e]{1,128}");
    private static final String RUN = "caravan.idempotency";
    private static final int WAIT_SECONDS = 10;
    private static final int MAX_ANSWER = 4 << 20;

    private final Requests requests;

    /** Those that are being done in this process. */
    private final ConcurrentMap<String, CountDownLatch> underWay = new ConcurrentHashMap<>();

    private record Run(String name, Ticket ticket) {}

    Idempotency(Requests requests) {
        this.requests = requests;
    }

    /** Behind the guard: nobody learns from a key what another user was answered. */
    void addTo(Javalin server) {
        server.beforeMatched(this::before);
        server.after(this::after);
    }

    private void before(Context context) throws InterruptedException {
        Optional<String> key = Optional.ofNullable(context.header(HEADER));
        if (key.isEmpty() || !isCommand(context)) {
            return;
        }
        if (!KEY.matcher(key.get()).matches()) {
            throw Problem.badRequest(HEADER + " is 1 to 128 visible ASCII characters, e.g. a UUID");
        }
        String actor = Guard.user(context);
        String name = actor + "\n" + key.get();
        enter(context, name);
        boolean granted = false;
        try {
            granted = claim(context, name, new Request(actor, key.get(), action(context), content(context)));
        } finally {
            if (!granted) {
                leave(name);
            }
        }
    }

    /** @return whether the command is to be done now */
    private boolean claim(Context context, String name, Request request) {
        Claim claim = requests.claim(request);
        if (claim instanceof Claim.Granted mine) {
            context.attribute(RUN, new Run(name, mine.ticket()));
            return true;
        }
        if (claim instanceof Claim.Answered done) {
            Answer answer = done.answer();
            context.status(answer.status())
                    .contentType(answer.mediaType())
                    .header(REPEATED, "true")
                    .result(answer.body())
                    .skipRemainingHandlers();
            return false;
        }
        if (claim instanceof Claim.Mismatch) {
            throw new Problem(422, "business-rule", "This " + HEADER + " was used for another command");
        }
        throw busy(context);
    }

    private void after(Context context) throws IOException {
        Run run = context.attribute(RUN);
        if (run == null) {
            return;
        }
        try {
            int status = context.statusCode();
            byte[] body = body(context);
            if (status >= 500 || body.length > MAX_ANSWER) {
                requests.release(run.ticket());
            } else {
                String mediaType =
                        Optional.ofNullable(context.res().getContentType()).orElse("application/json");
                requests.answer(run.ticket(), new Answer(status, mediaType, body));
            }
        } catch (RuntimeException e) {
            // The command was done: its answer goes out. Whoever asks again finds the state that it left.
            LOG.warn(
                    "the answer to a command could not be kept: {}",
                    e.getClass().getSimpleName());
        } finally {
            leave(run.name());
        }
    }

    private void enter(Context context, String name) throws InterruptedException {
        CountDownLatch mine = new CountDownLatch(1);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(WAIT_SECONDS);
        CountDownLatch other = underWay.putIfAbsent(name, mine);
        while (other != null) {
            if (!other.await(end - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                throw busy(context);
            }
            other = underWay.putIfAbsent(name, mine);
        }
    }

    private void leave(String name) {
        CountDownLatch latch = underWay.remove(name);
        if (latch != null) {
            latch.countDown();
        }
    }

    private static Problem busy(Context context) {
        context.header("Retry-After", "1");
        return new Problem(409, "conflict", "The same command is still being done; ask again");
    }

    private static boolean isCommand(Context context) {
        return isCommand(context.method(), context.routeRoles());
    }

    static boolean isCommand(HandlerType method, Set<RouteRole> roles) {
        return method == HandlerType.POST
                && roles.stream().anyMatch(Access.Needs.class::isInstance)
                && roles.stream().noneMatch(Access.Question.class::isInstance);
    }

    private static String action(Context context) {
        return context.method() + " " + context.endpointHandlerPath();
    }

    /** The path with its numbers, the query, and the body. */
    private static byte[] content(Context context) {
        String query = Optional.ofNullable(context.queryString()).orElse("");
        byte[] head = (context.path() + "?" + query + "\n").getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        content.writeBytes(head);
        content.writeBytes(context.bodyAsBytes());
        return content.toByteArray();
    }

    /** The answer as it will go out. */
    private static byte[] body(Context context) throws IOException {
        InputStream result = context.resultInputStream();
        if (result == null) {
            return new byte[0];
        }
        byte[] body = result.readAllBytes();
        context.result(body);
        return body;
    }
}
