package io.caravan.forecast;

import io.caravan.message.DataClass;
import io.caravan.window.Schedule;
import io.caravan.window.Standing;
import io.caravan.window.Stretch;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * When bulk work will be through: what remains, at the rate that was measured, in the hours that are open ahead.
 *
 * @param classes the backfill of each class, over its sources; jobs are not in it
 * @param whole all backfills
 */
public record Forecast(Instant at, List<Outlook> outlooks, Map<DataClass, Finish> classes, Finish whole) {
    /** How many of a hundred ranges hold what then happens. */
    public static final int CONFIDENCE = 90;

    private static final double EARLY = (1 - CONFIDENCE / 100.0) / 2;
    private static final double LIKELY = 0.5;
    private static final double LATE = 1 - EARLY;

    public Forecast {
        outlooks = List.copyOf(outlooks);
        classes = Map.copyOf(classes);
    }

    /**
     * One piece of work.
     *
     * @param perSecond records in an open second as it may run next; 0 where nothing may
     * @param basis on what the rate rests
     */
    public record Outlook(Workload workload, double perSecond, Basis basis, Finish finish) {}

    /** On what a rate rests. */
    public enum Basis {
        MEASURED,
        /** Measured only while a limit held it back; without the limit it may be faster. */
        MEASURED_AT_LIMIT,
        /** The rate of other work, for want of its own. */
        GUESSED,
        SUPPOSED,
        NOTHING
    }

    /** @param usualAtOnce segments at once where no limit says less */
    public static Forecast of(
            List<Workload> workloads, Schedule schedule, WhatIf whatIf, int usualAtOnce, Instant now) {
        Rates rates = new Rates(workloads, whatIf, usualAtOnce);
        List<Outlook> outlooks = new ArrayList<>();
        Map<DataClass, List<Part>> parts = new EnumMap<>(DataClass.class);
        for (Workload workload : workloads) {
            Optional<Rates.Known> known = rates.of(workload);
            Optional<Curve> curve =
                    workload.state() == Workload.State.DONE ? Optional.empty() : curve(workload, known, schedule, now);
            Finish finish = finish(workload, known, curve, schedule, now);
            outlooks.add(outlook(workload, known, curve, finish));
            if (workload.kind().job().isEmpty()) {
                parts.computeIfAbsent(workload.work().dataClass(), none -> new ArrayList<>())
                        .add(new Part(curve, finish));
            }
        }
        Map<DataClass, Finish> classes = new EnumMap<>(DataClass.class);
        parts.forEach((dataClass, all) -> classes.put(dataClass, last(all)));
        Finish whole = last(parts.values().stream().flatMap(List::stream).toList());
        return new Forecast(now, outlooks, classes, whole);
    }

    /** Of these classes only; the whole is then that of these. */
    public Forecast only(Set<DataClass> visible) {
        List<Outlook> seen = outlooks.stream()
                .filter(outlook -> visible.contains(outlook.workload().work().dataClass()))
                .toList();
        if (seen.size() == outlooks.size()) {
            return this;
        }
        Map<DataClass, Finish> some = new EnumMap<>(DataClass.class);
        classes.forEach((dataClass, finish) -> {
            if (visible.contains(dataClass)) {
                some.put(dataClass, finish);
            }
        });
        return new Forecast(at, seen, some, Finish.last(List.copyOf(some.values())));
    }

    /** When a job is likely to be through; empty where nobody can tell. */
    public Optional<Instant> likely(long job) {
        return outlooks.stream()
                .filter(outlook -> outlook.workload().kind().job().equals(Optional.of(job)))
                .filter(outlook -> outlook.workload().state() == Workload.State.GOING)
                .flatMap(outlook -> outlook.finish() instanceof Finish.Between between
                        ? Stream.of(between.likely())
                        : Stream.empty())
                .findFirst();
    }

    private record Part(Optional<Curve> curve, Finish finish) {}

    private static Optional<Curve> curve(
            Workload workload, Optional<Rates.Known> known, Schedule schedule, Instant now) {
        if (known.isEmpty() || workload.remaining().isEmpty()) {
            return Optional.empty();
        }
        Curve.Ahead ahead = workload.obeys()
                ? (from, to) -> schedule.stretches(workload.work(), from, to)
                : (from, to) -> List.of(new Stretch(from, to, unlessStopped(schedule, workload, from)));
        return Optional.of(new Curve(workload.remaining().get(), known.get().rate(), ahead, now));
    }

    private static Standing unlessStopped(Schedule schedule, Workload workload, Instant at) {
        Standing standing = schedule.at(workload.work(), at);
        return standing.level() == Standing.Level.STOPPED ? standing : Standing.ALWAYS;
    }

    private static Outlook outlook(
            Workload workload, Optional<Rates.Known> known, Optional<Curve> curve, Finish finish) {
        double perSecond = curve.map(Curve::firstPerSecond).orElse(0.0);
        return new Outlook(workload, perSecond, known.map(Rates.Known::basis).orElse(Basis.NOTHING), finish);
    }

    private static Finish finish(
            Workload workload, Optional<Rates.Known> known, Optional<Curve> curve, Schedule schedule, Instant now) {
        if (workload.state() == Workload.State.DONE) {
            return new Finish.Done(workload.ended().orElse(now));
        }
        if (workload.remaining().isEmpty()) {
            return new Finish.Unknown("nobody has counted yet what remains");
        }
        if (known.isEmpty()) {
            return new Finish.Unknown("nothing was measured yet, and no rate is supposed");
        }
        Curve ahead = curve.orElseThrow();
        if (!ahead.isOpenEver()) {
            String reason = schedule.at(workload.work(), now).reason();
            return new Finish.Never("no opening ahead" + (reason.isEmpty() ? "" : ": " + reason));
        }
        return between(ahead, now);
    }

    private static Finish between(Curve curve, Instant now) {
        return between(curve.by(EARLY), curve.by(LIKELY), curve.by(LATE), now);
    }

    private static Finish between(
            Optional<Instant> earliest, Optional<Instant> likely, Optional<Instant> latest, Instant now) {
        if (likely.isEmpty()) {
            return new Finish.Never("it would take longer than until "
                    + now.plus(Curve.HORIZON).toString().substring(0, 4) + " at this rate");
        }
        return new Finish.Between(earliest.orElse(likely.get()), likely.get(), latest.orElse(now.plus(Curve.HORIZON)));
    }

    /** All are through when the last is: with several, the last is later than each alone would make one think. */
    private static Finish last(List<Part> parts) {
        List<Curve> curves =
                parts.stream().flatMap(part -> part.curve().stream()).toList();
        Finish last = Finish.last(parts.stream().map(Part::finish).toList());
        if (curves.size() < 2 || !(last instanceof Finish.Between)) {
            return last;
        }
        Instant now = curves.get(0).from();
        Instant end =
                curves.stream().map(Curve::end).max(Comparator.naturalOrder()).orElse(now);
        Curve.Likelihood all = at ->
                curves.stream().mapToDouble(curve -> curve.likelihoodBy(at)).reduce(1, (one, other) -> one * other);
        // Together they may be early for one cause, so that nothing is multiplied there.
        Curve.Likelihood least = at -> curves.stream()
                .mapToDouble(curve -> curve.likelihoodBy(at))
                .min()
                .orElse(1);
        return between(
                Curve.by(EARLY, now, end, least), Curve.by(LIKELY, now, end, all), Curve.by(LATE, now, end, all), now);
    }
}
