package io.caravan.http;

import io.caravan.alert.Alerts;
import io.caravan.audit.AuditLog;
import io.caravan.backfill.Backfill;
import io.caravan.balance.Balance;
import io.caravan.deadletter.DeadLetters;
import io.caravan.deadletter.Detours;
import io.caravan.deadletter.LetterSearch;
import io.caravan.deadletter.LetterVersions;
import io.caravan.deadletter.Rehearsals;
import io.caravan.deadletter.Repairs;
import io.caravan.finding.Findings;
import io.caravan.forecast.Forecasts;
import io.caravan.glass.BreakGlass;
import io.caravan.ledger.ResourceStore;
import io.caravan.message.DataClass;
import io.caravan.pause.ClassPauses;
import io.caravan.replay.ReplayJobs;
import io.caravan.request.Requests;
import io.caravan.retry.Retries;
import io.caravan.sequence.Parked;
import io.caravan.throttle.Throttles;
import io.caravan.window.PlanSource;
import io.caravan.window.Windows;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** The ports that the API speaks to. */
public record Parts(
        Balance balance,
        Letters letters,
        Findings findings,
        Backfill backfill,
        Scheduling scheduling,
        ResourceStore resources,
        AuditLog audit,
        Requests requests,
        Alerts alerts,
        Emergency emergency,
        Classes classes,
        Retries retries) {

    /** The dead letters, and what is done with them. */
    public record Letters(
            DeadLetters letters,
            LetterSearch search,
            Repairs repairs,
            Rehearsals rehearsals,
            Mending mending,
            ReplayJobs jobs) {

        LetterVersions versions() {
            return mending.versions();
        }

        Detours detours() {
            return mending.detours();
        }

        Map<DataClass, List<String>> sources() {
            return mending.sources();
        }

        SecondApprover secondApprover() {
            return mending.secondApprover();
        }
    }

    /**
     * How letters are repaired.
     *
     * @param sources the declared sources of each class
     */
    public record Mending(
            LetterVersions versions,
            Detours detours,
            Map<DataClass, List<String>> sources,
            SecondApprover secondApprover) {}

    /** @param holding the classes in which messages wait behind a dead letter of their patient */
    public record Classes(ClassPauses pauses, Parked parked, Set<DataClass> holding) {}

    /** When bulk work may run. @param files what the configuration's files say of it, as they are now */
    public record Scheduling(Windows windows, Supplier<PlanSource> files, Forecasts forecasts, Throttles throttles) {}

    /** @param longest that somebody may see something in an emergency */
    public record Emergency(BreakGlass glass, Duration longest) {}
}
