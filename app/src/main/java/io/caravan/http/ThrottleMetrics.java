package io.caravan.http;

import io.caravan.throttle.Lane;
import io.caravan.throttle.ThrottleState;
import io.caravan.throttle.Throttles;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** The throttles, as they were at the last scrape. Where there is no limit or ceiling it is infinite. */
final class ThrottleMetrics {
    private final Throttles throttles;
    private Map<String, ThrottleState> states;

    ThrottleMetrics(MeterRegistry registry, Throttles throttles) {
        this.throttles = throttles;
        this.states = read();
        for (String name : states.keySet()) {
            gauge(
                    registry,
                    name,
                    "limit",
                    "Units a second at most, of all",
                    state -> state.limit().isPresent() ? state.limit().getAsInt() : Double.POSITIVE_INFINITY);
            gauge(
                    registry,
                    name,
                    "ceiling",
                    "Units a second that bulk work may have while answers are slow",
                    state -> state.ceiling().orElse(Double.POSITIVE_INFINITY));
            FunctionCounter.builder("caravan.throttle.cuts", this, metrics -> metrics.of(name, ThrottleState::cuts))
                    .description("How often the ceiling was lowered")
                    .tag("throttle", name)
                    .register(registry);
            for (Lane lane : Lane.values()) {
                lane(registry, name, lane, "rate", "Units a second", ThrottleState.Flow::perSecond);
                lane(registry, name, lane, "waiting", "Calls that wait", ThrottleState.Flow::waiting);
                lane(registry, name, lane, "under.way", "Calls under way", ThrottleState.Flow::underWay);
                lane(
                        registry,
                        name,
                        lane,
                        "latency.seconds",
                        "What calls took of late",
                        flow -> flow.latency().toNanos() / 1e9);
            }
        }
    }

    void refresh() {
        states = read();
    }

    private Map<String, ThrottleState> read() {
        return throttles.list().stream().collect(Collectors.toMap(ThrottleState::name, Function.identity()));
    }

    private double of(String name, ToDoubleFunction<ThrottleState> value) {
        return Optional.ofNullable(states.get(name)).map(value::applyAsDouble).orElse(Double.NaN);
    }

    private void gauge(
            MeterRegistry registry, String name, String what, String meaning, ToDoubleFunction<ThrottleState> value) {
        Gauge.builder("caravan.throttle." + what, this, metrics -> metrics.of(name, value))
                .description(meaning)
                .tag("throttle", name)
                .register(registry);
    }

    private void lane(
            MeterRegistry registry,
            String name,
            Lane lane,
            String what,
            String meaning,
            ToDoubleFunction<ThrottleState.Flow> value) {
        Gauge.builder(
                        "caravan.throttle." + what,
                        this,
                        metrics -> metrics.of(
                                name, state -> value.applyAsDouble(lane == Lane.LIVE ? state.live() : state.bulk())))
                .description(meaning)
                .tag("throttle", name)
                .tag("lane", lane.label())
                .register(registry);
    }
}
