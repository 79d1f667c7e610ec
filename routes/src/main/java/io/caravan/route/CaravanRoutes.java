package io.caravan.route;

import io.caravan.message.DataClass;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.camel.Route;
import org.apache.camel.ServiceStatus;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The routes of a site, running. */
public final class CaravanRoutes implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CaravanRoutes.class);
    private static final Duration DRAIN = Duration.ofSeconds(10);
    private static final Duration STOP = Duration.ofSeconds(30);
    private static final long DRAIN_STEP_MILLIS = 20;
    /** A route must not be gone while another still hands over to it. */
    private static final List<Predicate<RouteDefinition>> START_ORDER = List.of(
            route -> route.getInput().getUri().startsWith("direct:"),
            route -> route.getInput().getUri().startsWith("backfill:")
                    || route.getInput().getUri().startsWith("journal:"),
            route -> true);

    private final DefaultCamelContext context;
    private final Spine spine;
    private final Feeds feeds;
    private final List<RouteFile> files;

    private CaravanRoutes(DefaultCamelContext context, Spine spine, Feeds feeds, List<RouteFile> files) {
        this.context = context;
        this.spine = spine;
        this.feeds = feeds;
        this.files = files;
    }

    /** How a class is doing. The reasons are kinds of failure, never what a message said. */
    public record Health(boolean running, String receivingTrouble, String deliveringTrouble) {
        public boolean isWell() {
            return running && receivingTrouble.isEmpty() && deliveringTrouble.isEmpty();
        }
    }

    /**
     * Checks the route files and starts them: when it returns, every listener accepts connections.
     *
     * @throws RefusedRoutes with every problem of every file; then nothing has been started
     */
    public static CaravanRoutes start(RouteSettings settings, RoutePorts ports, InstantSource clock) throws Exception {
        List<RouteFile> files = RouteFile.list(settings.directory());
        List<RouteProblem> problems = new RouteCheck(settings, ports.knowledge(), clock).check(files);
        if (!problems.isEmpty()) {
            throw new RefusedRoutes(problems);
        }
        Feeds feeds = Feeds.of(settings);
        Spine spine = new Spine(settings, feeds, ports, clock);
        spine.follow();
        DefaultCamelContext context = spine.context("caravan");
        CaravanRoutes routes = new CaravanRoutes(context, spine, feeds, files);
        try {
            load(context, files);
            context.getShutdownStrategy().setTimeout(STOP.toSeconds());
            context.start();
        } catch (Exception e) {
            routes.close();
            throw e;
        }
        return routes;
    }

    /** Adds the routes in the order in which they may start: who receives starts last, and stops first. */
    static void load(DefaultCamelContext context, List<RouteFile> files) throws Exception {
        for (RouteFile file : files) {
            PluginHelper.getRoutesLoader(context)
                    .loadRoutes(
                            ResourceHelper.fromString(file.path().getFileName().toString(), file.text()));
        }
    }

    /** The ports on which MLLP listeners are bound; a class without one is not in the map. */
    public Map<DataClass, Integer> mllpPorts() {
        return feeds.mllpPorts();
    }

    /** SHA-256 of the route files that were loaded, by file name: what the audit trail records. */
    public Map<String, String> digests() {
        Map<String, String> digests = new LinkedHashMap<>();
        files.forEach(file -> digests.put(file.name(), file.digest()));
        return digests;
    }

    /** Of each class. */
    public Map<DataClass, Health> health() {
        Map<DataClass, Health> all = new EnumMap<>(DataClass.class);
        for (DataClass dataClass : DataClass.values()) {
            all.put(
                    dataClass,
                    new Health(
                            isRunning(dataClass),
                            spine.health().receivingTrouble(dataClass),
                            spine.health().deliveringTrouble(dataClass)));
        }
        return all;
    }

    private boolean isRunning(DataClass dataClass) {
        String prefix = dataClass.label() + "-";
        return context.getRoutes().stream()
                .filter(route -> route.getRouteId().equals(dataClass.label())
                        || route.getRouteId().startsWith(prefix))
                .filter(Route::isAutoStartup)
                .allMatch(route ->
                        context.getRouteController().getRouteStatus(route.getRouteId()) == ServiceStatus.Started);
    }

    /** Stops taking messages, waits for the answers that are owed, then for what is on its way, then stops. */
    @Override
    public void close() {
        spine.reception().close();
        long deadline = System.nanoTime() + DRAIN.toNanos();
        try {
            while (!spine.reception().isIdle() && System.nanoTime() < deadline) {
                Thread.sleep(DRAIN_STEP_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        context.stop();
        spine.close();
        LOG.info("Routes stopped");
    }
}
