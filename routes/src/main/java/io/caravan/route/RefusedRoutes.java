package io.caravan.route;

import java.util.List;
import java.util.stream.Collectors;

/** Route files that may not run, with every reason. */
public final class RefusedRoutes extends Exception {
    private final transient List<RouteProblem> problems;

    RefusedRoutes(List<RouteProblem> problems) {
        super(problems.stream().map(RouteProblem::toString).collect(Collectors.joining("\n")));
        this.problems = List.copyOf(problems);
    }

    public List<RouteProblem> problems() {
        return problems;
    }
}
