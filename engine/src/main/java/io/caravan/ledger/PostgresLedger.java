package io.caravan.ledger;

import io.caravan.crypto.KeyedHash;
import io.caravan.crypto.Sealer;
import io.caravan.map.Mapped;
import io.caravan.message.DataClass;
import io.caravan.sql.Database;
import io.caravan.target.Target;
import io.caravan.throttle.Throttle;
import io.caravan.throttle.Throttles;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * The ledger in PostgreSQL; it is the target too for classes without another. Some writers for each class fold live
 * messages, a patient's always by the same one; pages are folded by whoever brings them. Transactions do not lock what they
 * read: who finds a resource changed when it writes, begins anew.
 */
public final class PostgresLedger implements Ledger, AutoCloseable {
    private static final long STOP_SECONDS = 20;
    private static final long COURIER_MILLIS = 100;

    private final Map<DataClass, List<LiveWriter>> writers = new EnumMap<>(DataClass.class);
    private final Map<DataClass, PageApply> pages = new EnumMap<>(DataClass.class);
    private final Previews previews;
    private final Map<DataClass, Way> ways = new EnumMap<>(DataClass.class);
    private final Waiters waiters = new Waiters();
    private final Followers followers = new Followers();
    private final ExecutorService threads;
    private final ExecutorService completions;
    private final ScheduledExecutorService couriers;

    /** The keys the ledger works with. */
    public record Keys(Sealer sealer, KeyedHash keyedHash) {}

    /**
     * Where resources go.
     *
     * @param targets of the classes whose resources go elsewhere too
     * @param throttles before them, and before the ledger's own store
     */
    public record Destinations(Map<DataClass, Target> targets, Throttles throttles) {
        public Destinations {
            targets = Map.copyOf(targets);
        }

        /** Without limits. */
        public static Destinations free(Map<DataClass, Target> targets) {
            return new Destinations(targets, Throttles.free(System::nanoTime));
        }
    }

    /** Starts its threads. The schema must be there, and the keyset must be the database's own. */
    public PostgresLedger(
            Database database,
            Keys keys,
            Rules rules,
            Books books,
            Destinations destinations,
            LedgerSettings settings,
            InstantSource clock) {
        new KeysetGuard(database, keys.keyedHash()).check();
        LedgerTools tools = LedgerTools.of(database, new Seals(keys.sealer(), keys.keyedHash()), rules, clock);
        previews = new Previews(tools);
        threads = Executors.newCachedThreadPool(task -> thread(task, "ledger-writer"));
        completions = Executors.newSingleThreadExecutor(task -> thread(task, "ledger-completion"));
        couriers = Executors.newScheduledThreadPool(
                Math.max(1, destinations.targets().size()), task -> thread(task, "ledger-courier"));
        for (DataClass dataClass : DataClass.values()) {
            Optional<Way> way = way(tools, dataClass, destinations, settings.retries());
            way.ifPresent(one -> ways.put(dataClass, one));
            Moves moves = new Moves(tools, dataClass, way, settings.moveLimit());
            pages.put(dataClass, new PageApply(tools, books, dataClass, way, moves, destinations.throttles()));
            LiveApply live = new LiveApply(
                    tools,
                    books,
                    dataClass,
                    way,
                    moves,
                    destinations.throttles().store());
            List<LiveWriter> ofClass = new ArrayList<>();
            for (int i = 0; i < settings.writersPerClass(); i++) {
                ofClass.add(new LiveWriter(live, settings, completions));
            }
            writers.put(dataClass, ofClass);
        }
        writers.values().forEach(ofClass -> ofClass.forEach(threads::execute));
        ways.values().forEach(way -> {
            Courier courier = new Courier(tools, books, way.arrears(), way.outlet(), followers);
            couriers.scheduleWithFixedDelay(courier, COURIER_MILLIS, COURIER_MILLIS, TimeUnit.MILLISECONDS);
        });
    }

    private Optional<Way> way(
            LedgerTools tools, DataClass dataClass, Destinations destinations, LedgerSettings.Retries retries) {
        Target target = destinations.targets().get(dataClass);
        if (target == null) {
            return Optional.empty();
        }
        Throttle throttle = destinations.throttles().target(dataClass);
        Circuit circuit = new Circuit(tools.clock(), retries.target(), new AwayTable(tools.database(), dataClass));
        Arrears arrears = new Arrears(tools, dataClass, waiters, retries.resource());
        arrears.recall();
        return Optional.of(new Way(new Outlet(dataClass, target, throttle, circuit, waiters, followers), arrears));
    }

    @Override
    public void follow(Follower follower) {
        followers.add(follower);
        ways.values().forEach(way -> way.outlet().tell(follower));
    }

    /** Does not wait any longer: the class's target is asked now, and gets what waits for it. */
    public void retryNow(DataClass dataClass) {
        Optional.ofNullable(ways.get(dataClass)).ifPresent(way -> {
            way.arrears().hurry();
            way.outlet().circuit().probeNow();
        });
    }

    @Override
    public CompletableFuture<Outcome> apply(Work work) {
        List<LiveWriter> ofClass = writers.getOrDefault(work.dataClass(), List.of());
        return ofClass.get(Math.floorMod(work.patientHash(), ofClass.size())).add(work);
    }

    @Override
    public PageOutcome apply(Page page) {
        PageApply apply = pages.get(page.dataClass());
        if (apply == null) {
            throw new IllegalArgumentException("no ledger for " + page.dataClass());
        }
        return apply.apply(page);
    }

    @Override
    public Preview preview(Mapped record) {
        return previews.of(record);
    }

    /** Delivers again what the classes with a target of their own hold. */
    public Redeliveries redeliveries() {
        return new LedgerRedeliveries(ways);
    }

    /** Of the classes with a target of their own. */
    public Map<DataClass, Circuit> circuits() {
        Map<DataClass, Circuit> circuits = new EnumMap<>(DataClass.class);
        ways.forEach((dataClass, way) -> circuits.put(dataClass, way.outlet().circuit()));
        return circuits;
    }

    /** Finishes the batches under way; what waits is dispatched again after the next start. */
    @Override
    public void close() {
        writers.values().forEach(ofClass -> ofClass.forEach(LiveWriter::stop));
        couriers.shutdown();
        threads.shutdown();
        await(threads);
        await(couriers);
        completions.shutdown();
        await(completions);
    }

    private static void await(ExecutorService executor) {
        try {
            if (!executor.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
                executor.shutdownNow();
            }
        } catch (InterruptedException e) {
            executor.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }

    private static Thread thread(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }
}
