package io.caravan.cli;

import com.fasterxml.jackson.databind.JsonNode;

/** What a check of a plan of windows found, for people. */
final class PlanText {

    private PlanText() {}

    /** Empty where there are none. */
    static String problems(JsonNode answer) {
        JsonNode problems = answer.path("problems");
        if (problems.isEmpty()) {
            return "";
        }
        StringBuilder out =
                new StringBuilder(problems.size() + (problems.size() == 1 ? " problem:\n" : " problems:\n"));
        problems.forEach(problem -> out.append("  ").append(problem.asText()).append('\n'));
        return out.toString();
    }

    /** What would change, and what to think of first. */
    static String changes(JsonNode answer) {
        StringBuilder out = new StringBuilder();
        JsonNode changes = answer.path("changes");
        out.append("What changes from version ")
                .append(answer.path("version").asLong())
                .append(":\n");
        changes.forEach(change -> out.append("  ").append(change.asText()).append('\n'));
        if (changes.isEmpty()) {
            out.append("  only how it is written, not what it says\n");
        }
        JsonNode effects = answer.path("effects");
        if (!effects.isEmpty()) {
            out.append("What that does:\n");
            effects.forEach(effect -> out.append("  ").append(effect.asText()).append('\n'));
        }
        return out.append(warnings(answer)).toString();
    }

    static String warnings(JsonNode answer) {
        JsonNode warnings = answer.path("warnings");
        if (warnings.isEmpty()) {
            return "";
        }
        StringBuilder out = new StringBuilder("Think of this first:\n");
        warnings.forEach(warning -> out.append("  ").append(warning.asText()).append('\n'));
        return out.toString();
    }
}
