package io.caravan.forecast;

import io.caravan.message.DataClass;
import io.caravan.window.Plan;
import io.caravan.window.Schedule;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What somebody supposes, to see when things would then be through. Nothing of it comes into force.
 *
 * @param rate records an open second without limits
 * @param rates the same for one class
 * @param extraWindows when it is to be open besides
 * @param plan instead of that in force
 */
public record WhatIf(
        OptionalDouble rate, Map<DataClass, Double> rates, List<ExtraWindow> extraWindows, Optional<Plan> plan) {
    public static final WhatIf NOTHING = new WhatIf(OptionalDouble.empty(), Map.of(), List.of(), Optional.empty());

    public WhatIf {
        rates = Map.copyOf(rates);
        extraWindows = List.copyOf(extraWindows);
    }

    public static WhatIf of(Plan plan) {
        return new WhatIf(OptionalDouble.empty(), Map.of(), List.of(), Optional.of(plan));
    }

    public boolean isNothing() {
        return rate.isEmpty() && rates.isEmpty() && extraWindows.isEmpty() && plan.isEmpty();
    }

    /** What would decide then. */
    Schedule schedule(Schedule inForce) {
        if (plan.isEmpty() && extraWindows.isEmpty()) {
            return inForce;
        }
        Plan supposed = plan.orElse(inForce.plan());
        for (ExtraWindow extra : extraWindows) {
            supposed = extra.in(supposed);
        }
        return inForce.under(supposed);
    }

    OptionalDouble rate(DataClass dataClass) {
        Double own = rates.get(dataClass);
        return own == null ? rate : OptionalDouble.of(own);
    }
}
