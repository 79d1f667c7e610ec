package io.caravan.backfill;

import io.caravan.backfill.PostgresRuns.Plan;
import io.caravan.backfill.PostgresRuns.Run;
import io.caravan.crypto.KeyedHash;
import io.caravan.message.DataClass;
import io.caravan.sql.Database;
import io.caravan.window.BulkWorker;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** Runs kept in PostgreSQL. Safe for threads. */
public final class PostgresBackfill implements Backfill, BulkWorker {
    private final SourceRun.Parts parts;
    private final KeyedHash hash;
    private final FeedWatch feed;
    private final RunTasks tasks;
    private final RunStatus runStatus;
    private final Map<DataClass, List<LegacySelect>> selects = new EnumMap<>(DataClass.class);
    private final Map<DataClass, PageHandler> handlers = new EnumMap<>(DataClass.class);
    private final Map<LegacySelect, SourceRun> going = new ConcurrentHashMap<>();

    /** Does not connect to the legacy databases yet. @param segments the same that the ledger completes segments with */
    public PostgresBackfill(
            Database database,
            PostgresSegments segments,
            KeyedHash hash,
            BackfillPlan plan,
            BackfillPorts ports,
            RunSettings settings) {
        this.hash = hash;
        this.feed = ports.feed();
        PostgresRuns runs = new PostgresRuns(database);
        this.parts = new SourceRun.Parts(
                runs, segments, new RowDigest(hash), ports.gate(), settings, ports.throttles(), ports.clock());
        Scanning scanning = new Scanning(database, segments, ports.tombstones(), ports.clock());
        this.tasks = new RunTasks(plan, ports, runs, scanning);
        this.runStatus = new RunStatus(runs, segments, tasks);
        for (LegacySelect select : plan.selects()) {
            selects.computeIfAbsent(select.dataClass(), none -> new ArrayList<>())
                    .add(select);
        }
    }

    @Override
    public synchronized AutoCloseable attach(DataClass dataClass, PageHandler handler) {
        if (handlers.putIfAbsent(dataClass, handler) != null) {
            throw new IllegalStateException("The pages of " + dataClass.label() + " are taken already");
        }
        for (LegacySelect select : of(dataClass)) {
            find(select).ifPresent(run -> go(select, run));
        }
        return () -> detach(dataClass);
    }

    /** All databases of the class, or none: what one of them refuses, none begins. */
    @Override
    public synchronized void start(DataClass dataClass, Order order) {
        Map<LegacySelect, Plan> plans = new HashMap<>();
        for (LegacySelect select : declared(dataClass)) {
            tasks.requireFeed(select);
            plans.put(select, plan(select, order));
        }
        for (LegacySelect select : declared(dataClass)) {
            start(select, order, Objects.requireNonNull(plans.get(select)));
        }
    }

    private void start(LegacySelect select, Order order, Plan plan) {
        Optional<Run> run = find(select).filter(present -> goesOn(select, present, order));
        if (run.isEmpty()) {
            stopRun(select);
            parts.runs().begin(select.dataClass(), select.source(), plan);
        } else {
            if (order.confirmed()) {
                parts.runs().confirm(run.get().id());
            }
            if (!isGoing(run.get())) {
                stopRun(select);
                parts.runs().order(run.get().id(), State.RUNNING, "");
            }
        }
        find(select).ifPresent(present -> go(select, present));
    }

    /** A scan that has failed has judged old keys; only who confirms what it found goes on with it. */
    private boolean goesOn(LegacySelect select, Run run, Order order) {
        boolean judged = run.state() == State.FAILED && order.kind() == Kind.SCAN && !order.confirmed();
        return run.state() != State.DONE && run.plan().kind() == order.kind() && isSamePlan(select, run) && !judged;
    }

    private Plan plan(LegacySelect select, Order order) {
        find(select)
                .filter(run -> run.plan().kind() != order.kind() && isInTheWay(run, order))
                .ifPresent(run -> {
                    throw new BackfillRefused(
                            "Another run of " + select.dataClass().label() + " from " + select.source()
                                    + " has not ended; let it end first");
                });
        Optional<Instant> since = Optional.empty();
        if (order.kind() != Kind.ALL) {
            Run read = parts.runs()
                    .findRead(select.dataClass(), select.source())
                    .orElseThrow(() -> new BackfillRefused(
                            "Nothing was read of " + select.dataClass().label() + " from " + select.source()
                                    + " to its end yet; run caravan backfill start "
                                    + select.dataClass().label() + " first"));
            since = order.kind() == Kind.SINCE_LAST ? Optional.of(since(select, read)) : since;
        }
        return new Plan(order.kind(), planDigest(select), since, order.confirmed());
    }

    /** Reading all anew may put an end to what is paused or has failed; nothing else may leave rows unread. */
    private static boolean isInTheWay(Run run, Order order) {
        return switch (run.state()) {
            case RUNNING, WAITING -> true;
            case PAUSED -> order.kind() != Kind.ALL;
            case FAILED -> order.kind() != Kind.ALL && run.plan().kind() != Kind.SCAN;
            case IDLE, DONE -> false;
        };
    }

    private Instant since(LegacySelect select, Run last) {
        if (select.version().isEmpty()) {
            throw new BackfillRefused("The rows of " + select.file()
                    + " do not tell when they changed, so that only all of them can be read: start without --since-last, or"
                    + " declare " + select.property("version"));
        }
        if (!isSamePlan(select, last)) {
            throw new BackfillRefused("The SELECT or the key of " + select.file()
                    + " has changed since it was read; start without --since-last");
        }
        return tasks.since(select, last.marks().low().orElseThrow());
    }

    @Override
    public synchronized void pause(DataClass dataClass, String reason) {
        for (LegacySelect select : declared(dataClass)) {
            stopRun(select);
            find(select)
                    .filter(run -> isGoing(run))
                    .ifPresent(run -> parts.runs().order(run.id(), State.PAUSED, reason));
        }
    }

    @Override
    public synchronized void resume(DataClass dataClass) {
        for (LegacySelect select : declared(dataClass)) {
            Optional<Run> run =
                    find(select).filter(present -> present.state() == State.PAUSED || present.state() == State.FAILED);
            if (run.isPresent()) {
                stopRun(select);
                parts.runs().order(run.get().id(), State.RUNNING, "");
                find(select).ifPresent(present -> go(select, present));
            }
        }
    }

    @Override
    public Map<DataClass, Status> status() {
        Map<DataClass, Status> status = new TreeMap<>();
        selects.forEach((dataClass, all) -> status.put(dataClass, runStatus.of(all)));
        return status;
    }

    @Override
    public Optional<Size> size(DataClass dataClass, String source, Duration limit) {
        return of(dataClass).stream()
                .filter(select -> select.source().equals(source))
                .findFirst()
                .flatMap(select -> new RunSize(parts.segments(), tasks).of(select, find(select), limit));
    }

    @Override
    public Optional<Duration> usualSegment() {
        return parts.segments().usualTime();
    }

    @Override
    public List<Doing> doing() {
        return going.values().stream().map(SourceRun::doing).toList();
    }

    @Override
    public void wake() {
        going.values().forEach(SourceRun::wake);
    }

    @Override
    public List<String> check() {
        List<String> problems = new ArrayList<>();
        for (LegacySelect select :
                selects.values().stream().flatMap(List::stream).toList()) {
            tasks.feedProblem(select).ifPresent(problems::add);
            problems.addAll(tasks.problems(select));
        }
        return problems;
    }

    @Override
    public FeedWatch feed() {
        return feed;
    }

    @Override
    public synchronized void close() {
        List.copyOf(going.keySet()).forEach(this::stopRun);
        tasks.close();
    }

    private synchronized void detach(DataClass dataClass) {
        of(dataClass).forEach(this::stopRun);
        handlers.remove(dataClass);
    }

    private void go(LegacySelect select, Run run) {
        PageHandler handler = handlers.get(select.dataClass());
        SourceRun present = going.get(select);
        if (handler == null || !isGoing(run) || (present != null && present.isAlive())) {
            return;
        }
        if (!isSamePlan(select, run)) {
            parts.runs()
                    .order(
                            run.id(),
                            State.FAILED,
                            "the SELECT or the key of " + select.file()
                                    + " has changed since the run began; start it anew to read it by the new one");
            return;
        }
        Optional<String> deaf = tasks.feedProblem(select);
        if (deaf.isPresent()) {
            parts.runs().order(run.id(), State.FAILED, deaf.get());
            return;
        }
        SourceRun next = new SourceRun(parts, tasks.task(select, run, handler));
        going.put(select, next);
        next.start();
    }

    private void stopRun(LegacySelect select) {
        SourceRun run = going.remove(select);
        if (run == null) {
            return;
        }
        try {
            run.stop();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean isGoing(Run run) {
        return run.state() == State.RUNNING || run.state() == State.WAITING;
    }

    private Optional<Run> find(LegacySelect select) {
        return parts.runs().find(select.dataClass(), select.source());
    }

    private boolean isSamePlan(LegacySelect select, Run run) {
        return Arrays.equals(planDigest(select), run.plan().digest());
    }

    private byte[] planDigest(LegacySelect select) {
        String plan = select.sql() + "\0" + String.join(",", select.key()) + "\0"
                + select.version().orElse("");
        return hash.hash("backfill-plan", plan.getBytes(StandardCharsets.UTF_8));
    }

    private List<LegacySelect> of(DataClass dataClass) {
        return selects.getOrDefault(dataClass, List.of());
    }

    private List<LegacySelect> declared(DataClass dataClass) {
        List<LegacySelect> all = of(dataClass);
        if (all.isEmpty()) {
            throw new IllegalArgumentException("No legacy database is declared for " + dataClass.label()
                    + "; declare backfill." + dataClass.label() + ".<name>.sql and .key");
        }
        return all;
    }
}
