package io.caravan.config;

import java.util.List;
import java.util.stream.Collectors;

/** The configuration cannot be used; all that is wrong with it is listed at once. */
public final class InvalidConfiguration extends RuntimeException {
    private final transient List<ConfigProblem> problems;

    public InvalidConfiguration(List<ConfigProblem> problems) {
        super(
                problems.stream().map(ConfigProblem::toString).collect(Collectors.joining(System.lineSeparator())),
                null,
                false,
                false);
        this.problems = List.copyOf(problems);
    }

    public List<ConfigProblem> problems() {
        return problems;
    }
}
