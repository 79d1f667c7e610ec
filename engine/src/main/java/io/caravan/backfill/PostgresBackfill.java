package io.caravan.backfill;

import io.caravan.backfill.PostgresRuns.Run;
import io.caravan.crypto.KeyedHash;
import io.caravan.message.DataClass;
import io.caravan.sql.Database;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Runs kept in PostgreSQL. Safe for threads. */
public final class PostgresBackfill implements Backfill {
    private final SourceRun.Parts parts;
    private final KeyedHash hash;
    private final Map<String, LegacyConnections> databases = new HashMap<>();
    private final Map<DataClass, List<LegacySelect>> selects = new EnumMap<>(DataClass.class);
    private final Map<LegacySelect, LegacyReader> readers = new HashMap<>();
    private final Map<DataClass, PageHandler> handlers = new EnumMap<>(DataClass.class);
    private final Map<LegacySelect, SourceRun> going = new HashMap<>();

    /** Does not connect to the legacy databases yet. @param segments the same that the ledger completes segments with */
    public PostgresBackfill(
            Database database,
            PostgresSegments segments,
            KeyedHash hash,
            BackfillPlan plan,
            BulkGate gate,
            RunSettings settings) {
        this.hash = hash;
        this.parts = new SourceRun.Parts(new PostgresRuns(database), segments, new RowDigest(hash), gate, settings);
        plan.databases().forEach(legacy -> databases.put(legacy.name(), new LegacyConnections(legacy)));
        for (LegacySelect select : plan.selects()) {
            selects.computeIfAbsent(select.dataClass(), none -> new ArrayList<>())
                    .add(select);
            readers.put(select, new LegacyReader(connections(select), select));
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

    @Override
    public synchronized void start(DataClass dataClass) {
        for (LegacySelect select : declared(dataClass)) {
            Optional<Run> run = find(select);
            boolean goesOn = run.isPresent() && run.get().state() != State.DONE && isSamePlan(select, run.get());
            if (!goesOn) {
                stopRun(select);
                parts.runs().begin(dataClass, select.source(), planDigest(select));
            } else if (!isGoing(run.get())) {
                stopRun(select);
                parts.runs().order(run.get().id(), State.RUNNING, "");
            }
            find(select).ifPresent(present -> go(select, present));
        }
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
        selects.forEach((dataClass, all) -> status.put(
                dataClass,
                total(all.stream()
                        .map(select -> parts.runs().status(dataClass, select.source()))
                        .toList())));
        return status;
    }

    @Override
    public List<String> check() {
        return selects.values().stream()
                .flatMap(List::stream)
                .flatMap(select -> reader(select).problems().stream())
                .toList();
    }

    @Override
    public synchronized void close() {
        List.copyOf(going.keySet()).forEach(this::stopRun);
        databases.values().forEach(LegacyConnections::close);
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
        SourceRun next = new SourceRun(parts, select, reader(select), run.id(), handler);
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
        return Arrays.equals(planDigest(select), run.planDigest());
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

    private LegacyReader reader(LegacySelect select) {
        LegacyReader reader = readers.get(select);
        if (reader == null) {
            throw new IllegalStateException("No reader for " + select.file());
        }
        return reader;
    }

    private LegacyConnections connections(LegacySelect select) {
        LegacyConnections connections = databases.get(select.source());
        if (connections == null) {
            throw new IllegalArgumentException("backfill." + select.dataClass().label() + "." + select.source()
                    + " reads a legacy database that is not declared; declare legacy." + select.source() + ".url");
        }
        return connections;
    }

    /** The state of the source that needs most attention, the sum of rows. */
    private static Status total(List<SourceStatus> sources) {
        SourceStatus leading = sources.stream()
                .max(Comparator.comparingInt(source -> attention(source.state())))
                .orElseThrow();
        Optional<Instant> started =
                sources.stream().flatMap(source -> source.startedAt().stream()).min(Comparator.naturalOrder());
        Optional<Instant> finished = leading.state() == State.DONE
                ? sources.stream()
                        .flatMap(source -> source.finishedAt().stream())
                        .max(Comparator.naturalOrder())
                : Optional.empty();
        long rows = sources.stream().mapToLong(SourceStatus::rows).sum();
        return new Status(leading.state(), rows, leading.reason(), started, finished, sources);
    }

    private static int attention(State state) {
        return switch (state) {
            case DONE -> 0;
            case IDLE -> 1;
            case RUNNING -> 2;
            case WAITING -> 3;
            case PAUSED -> 4;
            case FAILED -> 5;
        };
    }
}
