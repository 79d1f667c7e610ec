package io.caravan.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.caravan.forecast.FinishText;
import io.caravan.forecast.Forecast;
import io.caravan.forecast.WhatIf;
import io.caravan.message.DataClass;
import io.caravan.window.BulkWork;
import io.caravan.window.Lint;
import io.caravan.window.Phase;
import io.caravan.window.Plan;
import io.caravan.window.PlanDiff;
import io.caravan.window.Preview;
import io.caravan.window.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;

/** What a plan would change, and what that does. */
final class PlanEffects {
    private static final int DAYS = 30;

    private final Parts.Scheduling scheduling;
    private final SiteWork site;
    private final InstantSource clock;

    PlanEffects(Parts.Scheduling scheduling, SiteWork site, InstantSource clock) {
        this.scheduling = scheduling;
        this.site = site;
        this.clock = clock;
    }

    void of(Plan plan, Set<DataClass> visible, ObjectNode answer) {
        Schedule present = scheduling.windows().schedule();
        Schedule next = present.under(plan);
        Instant now = clock.instant();
        answer.putArray("changes");
        PlanDiff.between(present.plan(), plan).forEach(answer.withArray("changes")::add);
        answer.putArray("warnings");
        Lint.of(plan, site.site(), now)
                .forEach(remark -> answer.withArray("warnings").add(remark.toString()));
        answer.putArray("effects");
        SiteWork.alike(work(visible), work -> new Hours(open(present, work, now), open(next, work, now)))
                .forEach((hours, work) -> answer.withArray("effects").add(site.name(work, visible) + ": " + hours));
        Forecast then = scheduling.forecasts().under(WhatIf.of(plan)).only(visible);
        Forecast inForce = scheduling.forecasts().now().only(visible);
        FinishText text = new FinishText(FinishText.zone(plan), now);
        String compared = text.compared(then.whole(), inForce.whole());
        answer.withArray("effects")
                .add("finish: " + text.of(then.whole()) + (compared.isEmpty() ? "" : "; " + compared));
    }

    private List<BulkWork> work(Set<DataClass> visible) {
        List<BulkWork> all = site.of(visible);
        List<BulkWork> backfills =
                all.stream().filter(work -> work.phase() == Phase.BACKFILL).toList();
        return backfills.isEmpty() ? all : backfills;
    }

    private static Duration open(Schedule schedule, BulkWork work, Instant now) {
        return Preview.open(schedule, work, now, now.plus(Duration.ofDays(DAYS)));
    }

    /** In the days ahead, as it is and as it would be. */
    private record Hours(Duration present, Duration next) {

        @Override
        public String toString() {
            String open = "open " + WindowWords.length(next) + " in the next " + DAYS + " days";
            return present.equals(next) ? open + ", as now" : open + " instead of " + WindowWords.length(present);
        }
    }
}
