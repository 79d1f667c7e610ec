package io.caravan.route;

import java.time.InstantSource;
import java.util.List;

/** Checks route files. */
public final class RouteCheck {
    public RouteCheck(RouteSettings settings, Knowledge knowledge, InstantSource clock) {}

    List<RouteProblem> check(List<RouteFile> files) {
        return List.of();
    }
}
