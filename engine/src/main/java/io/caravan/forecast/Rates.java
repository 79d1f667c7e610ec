package io.caravan.forecast;

import io.caravan.forecast.Forecast.Basis;
import io.caravan.window.BulkWork;
import io.caravan.window.Phase;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/** The rate of each workload: supposed, measured, or that of what is most like it. */
final class Rates {
    private final Map<BulkWork, Rate> measured = new HashMap<>();
    private final WhatIf whatIf;
    private final int usualAtOnce;

    record Known(Rate rate, Basis basis) {}

    Rates(List<Workload> workloads, WhatIf whatIf, int usualAtOnce) {
        this.whatIf = whatIf;
        this.usualAtOnce = usualAtOnce;
        for (Workload workload : workloads) {
            Rate.measured(workload.measured(), usualAtOnce)
                    .ifPresent(rate -> measured.putIfAbsent(workload.work(), rate));
        }
    }

    Optional<Known> of(Workload workload) {
        Optional<Rate> own = Optional.ofNullable(measured.get(workload.work()));
        OptionalDouble supposed = whatIf.rate(workload.work().dataClass());
        if (supposed.isPresent()) {
            return Optional.of(new Known(Rate.supposed(supposed.getAsDouble(), usualAtOnce, own), Basis.SUPPOSED));
        }
        return own.map(rate -> new Known(rate, rate.isBound() ? Basis.MEASURED_AT_LIMIT : Basis.MEASURED))
                .or(() -> like(workload.work()).map(rate -> new Known(Rate.guessed(rate), Basis.GUESSED)));
    }

    /** Of the same class, else of the same source, else of any; never a replay for a backfill. */
    private Optional<Rate> like(BulkWork work) {
        return Stream.<Alike>of(
                        other -> other.dataClass() == work.dataClass(),
                        other -> other.source().equals(work.source()),
                        other -> true)
                .flatMap(alike -> slowest(work.phase(), alike).stream())
                .findFirst();
    }

    private Optional<Rate> slowest(Phase phase, Alike alike) {
        return measured.entrySet().stream()
                .filter(entry -> entry.getKey().phase() == phase && alike.is(entry.getKey()))
                .map(Map.Entry::getValue)
                .min((one, other) -> Double.compare(one.free(), other.free()));
    }

    private interface Alike {
        boolean is(BulkWork other);
    }
}
