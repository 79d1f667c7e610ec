package io.caravan.route;

import io.caravan.message.DataClass;
import io.caravan.route.RouteShape.Step;
import io.caravan.route.RouteShape.Uri;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Follows the routes of all files from their beginnings to their ends: everything that is received goes into its journal and
 * nowhere else, everything the journal or a backfill gives is mapped and reaches the target of its class, and every failure has
 * its dead letters.
 */
final class RouteFlow {
    private final List<RouteShape> routes;
    private final Map<String, RouteShape> direct = new HashMap<>();
    private final List<RouteProblem> problems = new ArrayList<>();

    RouteFlow(List<RouteShape> routes) {
        this.routes = routes;
    }

    List<RouteProblem> check() {
        Set<String> ids = new HashSet<>();
        Set<String> beginnings = new HashSet<>();
        for (RouteShape route : routes) {
            if (!route.id().isEmpty() && !ids.add(route.id())) {
                problem(route, route.line(), "another route has the id " + route.id());
            }
            if (!route.from().isFeed() && !beginnings.add(route.from().toString())) {
                problem(route, route.from().line(), "another route begins with " + route.from());
            }
            if (route.from().is("direct")) {
                direct.put(route.from().path(), route);
            }
        }
        for (RouteShape route : routes) {
            if (route.from().isFeed()) {
                feed(route);
            } else if (route.from().is("journal") || route.from().is("backfill")) {
                delivery(route);
            } else if (route.from().is("direct")) {
                steps(route);
            } else {
                problem(
                        route,
                        route.from().line(),
                        "a route cannot begin with " + route.from().scheme() + ":");
            }
        }
        return problems;
    }

    /** Received messages may meet nothing on their way to custody: a filter here would lose them without a trace. */
    private void feed(RouteShape route) {
        Step last = route.last();
        Uri to = last == null ? null : last.uri();
        if (route.steps().size() != 1 || to == null || !to.is("journal")) {
            problem(route, route.line(), "what is received must go straight to its journal, and nowhere else");
            return;
        }
        classNamed(route, to);
        boolean taken = routes.stream()
                .anyMatch(other ->
                        other.from().is("journal") && other.from().path().equals(to.path()));
        if (!taken) {
            problem(route, to.line(), "no route takes what " + to + " holds");
        }
    }

    private void delivery(RouteShape start) {
        if (!classNamed(start, start.from())) {
            return;
        }
        String dataClass = start.from().path();
        boolean rows = start.from().is("backfill");
        boolean mapped = false;
        Set<String> passed = new HashSet<>();
        RouteShape route = start;
        while (true) {
            deadLetters(route, dataClass);
            steps(route);
            mapped |= maps(route, dataClass);
            if (rows) {
                rowsPass(route);
            }
            Step last = route.last();
            Uri to = last == null ? null : last.uri();
            if (to != null && to.is("target")) {
                if (!to.path().equals(dataClass)) {
                    problem(route, to.line(), start.from() + " must reach target:" + dataClass + ", not " + to);
                } else if (!mapped) {
                    problem(
                            route,
                            to.line(),
                            "what reaches " + to + " must be mapped before, by the bean " + dataClass + "Mapper");
                }
                return;
            }
            RouteShape next = to != null && to.is("direct") ? direct.get(to.path()) : null;
            if (next == null || !passed.add(next.from().path())) {
                problem(
                        route,
                        last == null ? route.line() : last.line(),
                        "the last step must be target:" + dataClass + ", or direct: to a route that leads there");
                return;
            }
            route = next;
        }
    }

    private static boolean maps(RouteShape route, String dataClass) {
        return route.steps().stream()
                .anyMatch(step -> !step.conditional() && step.bean().equals(dataClass + "Mapper"));
    }

    private void deadLetters(RouteShape route, String dataClass) {
        Uri letters = route.deadLetters();
        if (letters == null || !letters.is("deadletter") || !letters.path().equals(dataClass)) {
            problem(
                    route,
                    letters == null ? route.line() : letters.line(),
                    "the route needs errorHandler, deadLetterChannel, deadLetterUri: deadletter:" + dataClass);
        }
    }

    private void rowsPass(RouteShape route) {
        for (Step step : route.steps()) {
            if (step.looksAtBody()) {
                problem(
                        route,
                        step.line(),
                        "pages of rows come here, too, and have no segments; put this step where only messages come");
            }
        }
    }

    /** Only the end of a route may hand over: a hand-over in between would bring the same record twice. */
    private void steps(RouteShape route) {
        Step last = route.last();
        for (Step step : route.steps()) {
            Uri uri = step.uri();
            if (uri != null && !uri.is("hl7edit") && step != last) {
                problem(route, step.line(), uri + " may only be the last step of a route");
            }
            if (uri != null && uri.is("journal") && !route.from().isFeed()) {
                problem(route, step.line(), "only what is received goes into the journal");
            }
            if (uri != null && (uri.isFeed() || uri.is("backfill") || uri.is("deadletter"))) {
                problem(route, step.line(), uri.scheme() + ": may not be a step of a route");
            }
            if (step.kind().equals("bean") && step.conditional()) {
                problem(route, step.line(), "a mapper must not depend on a condition");
            }
        }
    }

    private boolean classNamed(RouteShape route, Uri uri) {
        if (!uri.namesClass()) {
            problem(route, uri.line(), uri + " names no data class; known are adt, orders, labs, medications");
        }
        return uri.namesClass();
    }

    private void problem(RouteShape route, int line, String message) {
        RouteProblem problem = new RouteProblem(route.file().path(), line, message);
        if (!problems.contains(problem)) {
            problems.add(problem);
        }
    }

    /** For messages about a class. */
    static Set<String> mappers() {
        Set<String> names = new HashSet<>();
        for (DataClass dataClass : DataClass.values()) {
            names.add(MapperStep.nameOf(dataClass));
        }
        return names;
    }
}
