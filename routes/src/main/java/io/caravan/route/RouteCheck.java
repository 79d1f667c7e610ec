package io.caravan.route;

import io.caravan.backfill.Backfill;
import io.caravan.deadletter.DeadLetters;
import io.caravan.deadletter.Rehearsals;
import io.caravan.dispatch.Dispatcher;
import io.caravan.journal.Endings;
import io.caravan.journal.Fragments;
import io.caravan.journal.Journal;
import io.caravan.journal.Refusals;
import io.caravan.journal.SequenceNumbers;
import io.caravan.ledger.Ledger;
import io.caravan.message.DataClass;
import io.caravan.route.RouteShape.Allowed;
import io.caravan.route.RouteShape.Uri;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.camel.FailedToCreateRouteException;
import org.apache.camel.catalog.CamelCatalog;
import org.apache.camel.catalog.DefaultCamelCatalog;
import org.apache.camel.catalog.EndpointValidationResult;
import org.apache.camel.impl.DefaultCamelContext;

/**
 * Tells what is wrong with route files before they run: what may not stand in them, what would break a promise, and what Camel
 * itself refuses, found by loading them without starting anything.
 */
public final class RouteCheck {
    private final RouteSettings settings;
    private final Knowledge knowledge;
    private final InstantSource clock;

    public RouteCheck(RouteSettings settings, Knowledge knowledge, InstantSource clock) {
        this.settings = settings;
        this.knowledge = knowledge;
        this.clock = clock;
    }

    /** Every problem of the route files in the settings' folder, by file and line. */
    public List<RouteProblem> check() {
        try {
            return check(RouteFile.list(settings.directory()));
        } catch (IOException e) {
            return List.of(new RouteProblem(settings.directory(), 1, "the route files cannot be read"));
        }
    }

    List<RouteProblem> check(List<RouteFile> files) {
        List<RouteProblem> problems = new ArrayList<>();
        List<RouteShape> routes = new ArrayList<>();
        Feeds feeds = Feeds.of(settings);
        for (RouteFile file : files) {
            RouteReader reader = new RouteReader(file, feeds.placeholders(), RouteFlow.mappers());
            routes.addAll(reader.read());
            problems.addAll(reader.problems());
        }
        if (files.isEmpty()) {
            problems.add(new RouteProblem(settings.directory(), 1, "there is no route file (*.camel.yaml) here"));
        }
        options(routes, problems);
        problems.addAll(new RouteFlow(routes).check());
        sources(routes, problems);
        if (problems.isEmpty()) {
            load(files, routes, feeds, problems);
        }
        problems.sort(Comparator.comparing(RouteProblem::file).thenComparing(RouteProblem::line));
        return problems;
    }

    /** Whether every feed that is there speaks for a source that is declared for its class. */
    private void sources(List<RouteShape> routes, List<RouteProblem> problems) {
        Desks desks = new Desks(knowledge, clock);
        for (RouteShape route : routes) {
            for (RouteShape.Step step : route.steps()) {
                Uri uri = step.uri();
                if (route.enabled() && uri != null && uri.is("journal") && uri.namesClass()) {
                    try {
                        desks.of(DataClass.of(uri.path()), uri.options().getOrDefault("source", ""));
                    } catch (IllegalArgumentException e) {
                        problems.add(new RouteProblem(
                                route.file().path(), uri.line(), Objects.requireNonNullElse(e.getMessage(), "")));
                    }
                }
            }
        }
    }

    private static void options(List<RouteShape> routes, List<RouteProblem> problems) {
        CamelCatalog catalog = new DefaultCamelCatalog();
        for (RouteShape route : routes) {
            options(route, route.from(), catalog, problems);
            for (RouteShape.Step step : route.steps()) {
                if (step.uri() != null) {
                    options(route, step.uri(), catalog, problems);
                }
            }
        }
    }

    private static void options(RouteShape route, Uri uri, CamelCatalog catalog, List<RouteProblem> problems) {
        Set<String> allowed = Allowed.OPTIONS.getOrDefault(uri.scheme(), Set.of());
        for (String option : uri.options().keySet()) {
            if (!allowed.contains(option)) {
                problems.add(new RouteProblem(
                        route.file().path(),
                        uri.line(),
                        "the option " + option + " may not be set for " + uri.scheme() + ":; "
                                + (allowed.isEmpty() ? "it takes none" : "these may: " + Allowed.listed(allowed))));
            }
        }
        if (uri.is("file") || uri.is("kafka")) {
            String text = uri.scheme() + ":any?"
                    + uri.options().entrySet().stream()
                            .map(option -> option.getKey() + "=" + option.getValue())
                            .collect(Collectors.joining("&"));
            EndpointValidationResult result = catalog.validateEndpointProperties(text);
            if (!result.isSuccess() && result.getUnknown() == null) {
                problems.add(new RouteProblem(
                        route.file().path(),
                        uri.line(),
                        "an option of " + uri.scheme() + ": has a value of a wrong kind"));
            }
        }
    }

    private void load(List<RouteFile> files, List<RouteShape> routes, Feeds feeds, List<RouteProblem> problems) {
        RoutePorts ports = new RoutePorts(
                unused(Journal.class),
                unused(Dispatcher.class),
                unused(Backfill.class),
                unused(Ledger.class),
                new RoutePorts.Letters(unused(DeadLetters.class), unused(Rehearsals.class)),
                new RoutePorts.Links(
                        unused(Refusals.class),
                        unused(Fragments.class),
                        unused(SequenceNumbers.class),
                        unused(Endings.class)),
                knowledge);
        try (Spine spine = new Spine(settings, feeds, ports, clock)) {
            DefaultCamelContext context = spine.context("route-check");
            try {
                CaravanRoutes.load(context, files);
                context.init();
            } finally {
                context.stop();
            }
        } catch (Exception e) {
            problems.add(loadProblem(e, routes));
        }
    }

    private RouteProblem loadProblem(Exception failure, List<RouteShape> routes) {
        String routeId = "";
        Throwable root = failure;
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (t instanceof FailedToCreateRouteException create) {
                routeId = create.getRouteId();
            }
            root = t;
        }
        String id = routeId;
        String message = root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
        return routes.stream()
                .filter(route -> route.id().equals(id))
                .findFirst()
                .map(route -> new RouteProblem(route.file().path(), route.line(), message))
                .orElseGet(() -> new RouteProblem(settings.directory(), 1, message));
    }

    /** Nothing starts while routes are checked, so that nothing is asked of the engine. */
    private static <T> T unused(Class<T> port) {
        return port.cast(
                Proxy.newProxyInstance(port.getClassLoader(), new Class<?>[] {port}, (proxy, method, arguments) -> {
                    throw new IllegalStateException(port.getSimpleName() + " is not used while routes are checked");
                }));
    }
}
