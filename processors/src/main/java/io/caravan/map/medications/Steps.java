package io.caravan.map.medications;

import io.caravan.fhir.Json;
import java.util.List;
import java.util.OptionalLong;

/** The steps of one regimen in their order. */
record Steps(List<Step> steps) {
    Steps {
        steps = steps.stream().filter(step -> !step.json().isEmpty()).toList();
    }

    /** An array; empty text for none. */
    String json() {
        return Json.array(steps.stream().map(Step::json).toList());
    }

    boolean isEmpty() {
        return steps.isEmpty();
    }

    boolean hasStart() {
        return steps.stream().anyMatch(step -> step.startMicros().isPresent());
    }

    OptionalLong startMicros() {
        return steps.stream()
                .map(Step::startMicros)
                .filter(OptionalLong::isPresent)
                .mapToLong(OptionalLong::getAsLong)
                .min();
    }

    /** When the last step ends; empty where one of them has no end. */
    OptionalLong endMicros() {
        boolean open = steps.stream().anyMatch(step -> step.endMicros().isEmpty());
        return open
                ? OptionalLong.empty()
                : steps.stream().mapToLong(step -> step.endMicros().getAsLong()).max();
    }
}
