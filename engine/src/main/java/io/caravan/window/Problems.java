package io.caravan.window;

import java.util.ArrayList;
import java.util.List;

/** All that is wrong, not only the first. */
final class Problems {
    private final List<PlanProblem> list = new ArrayList<>();

    void add(String file, int line, String key, String text) {
        list.add(new PlanProblem(file, line, key, text));
    }

    List<PlanProblem> list() {
        return List.copyOf(list);
    }
}
