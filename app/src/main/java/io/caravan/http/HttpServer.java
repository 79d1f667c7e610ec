package io.caravan.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.caravan.deadletter.PayloadGone;
import io.caravan.sql.DatabaseFailure;
import io.caravan.user.Logins;
import io.caravan.user.Right;
import io.caravan.user.UsersFile;
import io.caravan.user.UsersProblem;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.util.JavalinBindException;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The HTTP server. Nothing of a request or an answer is logged: both may hold patient data. */
public final class HttpServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HttpServer.class);
    private static final int THREADS_MAX = 24;
    private static final int THREADS_MIN = 4;
    private static final long REQUEST_BYTES_MAX = 1 << 20;

    private final Javalin server;
    private final Metrics metrics;

    private HttpServer(Javalin server, Metrics metrics) {
        this.server = server;
        this.metrics = metrics;
    }

    /** @param port 0 = any free one */
    public record Address(String host, int port) {}

    public static HttpServer start(
            Address address,
            Parts parts,
            ClassStates states,
            Readiness readiness,
            UsersFile users,
            InstantSource clock) {
        Metrics metrics = new Metrics(
                parts.balance(),
                parts.backfill().feed(),
                parts.letters().search(),
                parts.alerts(),
                parts.scheduling().throttles(),
                clock);
        Javalin server = Javalin.create(HttpServer::configure);
        Guard guard = new Guard(new Logins(users, clock));
        server.before(HttpServer::headers);
        server.beforeMatched(guard::check);
        new Idempotency(parts.requests()).addTo(server);
        errors(server);
        health(server, readiness, metrics);
        StatusJson status = new StatusJson(
                parts.balance(),
                states,
                parts.classes().parked(),
                parts.scheduling().windows(),
                clock);
        server.get(
                "/api/status",
                context -> Answers.json(context, status.write(Guard.classes(context, Right.SEE_STATUS))),
                new Access.Needs(Right.SEE_STATUS));
        new LetterListApi(parts.letters().search(), parts.audit(), clock).addTo(server);
        JobJson jobs = new JobJson(parts.scheduling().forecasts(), clock);
        new JobApi(parts.letters().jobs(), new LetterFilters(new Moments(clock)), jobs).addTo(server);
        new TargetApi(parts.letters().jobs(), jobs, clock).addTo(server);
        new LetterNoteApi(parts.letters().letters(), parts.letters().repairs(), parts.audit()).addTo(server);
        Looks looks = new Looks(parts.emergency().glass(), parts.audit());
        new ExportApi(parts.letters(), looks, parts.audit(), clock).addTo(server);
        new DeadLetterApi(parts.letters(), parts.classes().parked(), looks, parts.audit()).addTo(server);
        new BreakGlassApi(
                        parts.emergency().glass(),
                        parts.letters().letters(),
                        parts.audit(),
                        parts.emergency().longest())
                .addTo(server);
        new RepairApi(parts.letters(), looks, parts.audit()).addTo(server);
        new DryRunApi(parts.letters(), looks, parts.audit()).addTo(server);
        new ListApi(parts.findings(), parts.audit(), clock).addTo(server);
        new AlertApi(parts.alerts(), parts.audit()).addTo(server);
        new ClassApi(parts.classes(), states, parts.audit()).addTo(server);
        new BackfillApi(parts.backfill(), parts.audit()).addTo(server);
        SiteWork site = new SiteWork(parts.backfill(), parts.letters().sources());
        new WindowApi(parts.scheduling(), site, clock).addTo(server);
        new PreviewApi(parts.scheduling(), site, clock).addTo(server);
        new PlanApi(parts.scheduling(), site, clock).addTo(server);
        new OverrideApi(parts.scheduling().windows(), site, clock).addTo(server);
        new EmergencyApi(parts.scheduling().windows()).addTo(server);
        new ForecastApi(parts.scheduling()).addTo(server);
        new ThrottleApi(parts.scheduling().throttles()).addTo(server);
        new RetryApi(parts.retries(), parts.audit()).addTo(server);
        new DigestApi(parts.resources(), parts.audit()).addTo(server);
        new UserApi(users, parts.audit()).addTo(server);
        new FhirApi(parts.resources(), looks, parts.audit(), new Capability(clock.instant())).addTo(server);
        try {
            server.start(address.host(), address.port());
        } catch (JavalinBindException e) {
            metrics.close();
            throw new IllegalStateException("Port " + address.port() + " of " + address.host()
                    + " is taken by another program; set http.port to another, or 0 for any");
        }
        LOG.info("HTTP listens on {}:{}", address.host(), server.port());
        return new HttpServer(server, metrics);
    }

    public int port() {
        return server.port();
    }

    /** The rights that each path asks for, any of them: by method and path, e.g. {@code post /api/deadletters/hold}. */
    public Map<String, Set<String>> rights() {
        return new Description(server).rights();
    }

    @Override
    public void close() {
        server.stop();
        metrics.close();
    }

    private static void configure(JavalinConfig config) {
        config.showJavalinBanner = false;
        config.startupWatcherEnabled = false;
        config.useVirtualThreads = false;
        config.http.maxRequestSize = REQUEST_BYTES_MAX;
        config.http.prefer405over404 = true;
        config.http.generateEtags = false;
        config.jetty.threadPool = new QueuedThreadPool(THREADS_MAX, THREADS_MIN);
    }

    private static void headers(Context context) {
        context.header("Cache-Control", "no-store");
        context.header("X-Content-Type-Options", "nosniff");
    }

    private static void health(Javalin server, Readiness readiness, Metrics metrics) {
        Description description = new Description(server);
        server.get("/health/live", context -> context.result("live"), new Access.Open());
        server.get(
                "/health/ready",
                context -> readiness
                        .problem()
                        .ifPresentOrElse(problem -> context.status(503).result(problem), () -> context.result("ready")),
                new Access.Open());
        server.get(
                "/metrics",
                context -> context.contentType("text/plain; version=0.0.4; charset=utf-8")
                        .result(metrics.scrape()),
                new Access.Open());
        server.get(
                "/api/openapi.json",
                context -> context.contentType("application/json").result(description.write()),
                new Access.Open());
    }

    private static void errors(Javalin server) {
        server.exception(Problem.class, (problem, context) -> answer(context, problem));
        server.exception(
                UsersProblem.class,
                (problem, context) -> answer(context, Problem.badRequest(String.valueOf(problem.getMessage()))));
        server.exception(
                PayloadGone.class,
                (gone, context) -> answer(context, new Problem(410, "not-found", String.valueOf(gone.getMessage()))));
        server.exception(DatabaseFailure.class, (failure, context) -> {
            LOG.warn("a request failed at the database: {}", failure.getMessage());
            answer(context, new Problem(503, "transient", "The database does not answer; try again later"));
        });
        server.exception(
                HttpResponseException.class,
                (refusal, context) -> answer(
                        context,
                        new Problem(
                                refusal.getStatus(),
                                refusal.getStatus() == 404 ? "not-found" : "not-supported",
                                refusal.getStatus() == 404 ? "There is nothing here" : "This cannot be done here")));
        server.exception(Exception.class, (unexpected, context) -> {
            LOG.error("a request failed unexpectedly", unexpected);
            answer(context, new Problem(500, "exception", "Something went wrong in Caravan; its log says where"));
        });
    }

    private static void answer(Context context, Problem problem) {
        context.status(problem.status());
        if (context.path().startsWith(FhirApi.PREFIX)) {
            context.contentType("application/fhir+json; charset=utf-8")
                    .result(FhirOutcome.write(problem.code(), problem.sentence()));
        } else {
            Answers.json(
                    context,
                    JsonNodeFactory.instance
                            .objectNode()
                            .put("code", problem.code())
                            .put("error", problem.sentence()));
        }
    }
}
