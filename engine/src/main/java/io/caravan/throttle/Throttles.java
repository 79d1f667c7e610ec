package io.caravan.throttle;

import io.caravan.message.DataClass;
import io.caravan.window.BulkGate;
import io.caravan.window.BulkWork;
import io.caravan.window.Phase;
import io.caravan.window.Standing;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/** All throttles: before Caravan's own store, before each target and each legacy database. Safe for threads. */
public final class Throttles {
    private final Throttle store;
    private final Map<DataClass, Throttle> targets;
    private final Map<String, Throttle> legacy;
    private final BulkGate gate;
    private final Map<BulkWork, Halt> going = new ConcurrentHashMap<>();

    /**
     * Classes that go to the same place share its throttle.
     *
     * @param store of the resources' states, which all that is folded goes to
     * @param targets of the classes whose resources go elsewhere too
     * @param gate bulk work that waits here ends its wait when it shuts
     */
    public Throttles(Throttle store, Map<DataClass, Throttle> targets, Map<String, Throttle> legacy, BulkGate gate) {
        this.store = store;
        this.targets = Map.copyOf(targets);
        this.legacy = Map.copyOf(legacy);
        this.gate = gate;
    }

    /** Without limits; ceilings follow what is usual. */
    public static Throttles free(LongSupplier nanos) {
        return new Throttles(Throttle.free("target.postgres", nanos), Map.of(), Map.of(), BulkGate.ALWAYS_OPEN);
    }

    public Throttle store() {
        return store;
    }

    /** Before where a class's resources end. */
    public Throttle target(DataClass dataClass) {
        return targets.getOrDefault(dataClass, store);
    }

    public Optional<Throttle> legacy(String name) {
        return Optional.ofNullable(legacy.get(name));
    }

    /** A run has begun; once it is halted nobody waits for it here any longer. To be closed when the run has ended. */
    public Going begin(DataClass dataClass, String source, Halt halt) {
        BulkWork work = new BulkWork(Phase.BACKFILL, dataClass, source);
        going.put(work, halt);
        return () -> going.remove(work, halt);
    }

    /** A run that goes on. */
    public interface Going extends AutoCloseable {
        @Override
        void close();
    }

    /** Whether the run of a source has to stop: it was told so, or bulk work of it is shut. */
    public Halt halt(DataClass dataClass, String source) {
        BulkWork work = new BulkWork(Phase.BACKFILL, dataClass, source);
        return new Halt() {
            @Override
            public boolean isNow() {
                return gate.ask(work).level() == Standing.Level.STOPPED;
            }

            @Override
            public boolean endsWaits() {
                return going.getOrDefault(work, Halt.NEVER).isNow() || isShut(work);
            }
        };
    }

    private boolean isShut(BulkWork work) {
        return switch (gate.ask(work).level()) {
            case OPEN, REDUCED, DRAINING -> false;
            case CLOSED, BLACKOUT, STOPPED -> true;
        };
    }

    /** In the order of their names. */
    public List<ThrottleState> list() {
        Map<String, Throttle> all = new TreeMap<>();
        all.put(store.name(), store);
        targets.values().forEach(one -> all.put(one.name(), one));
        legacy.values().forEach(one -> all.put(one.name(), one));
        List<ThrottleState> states = new ArrayList<>();
        all.values().forEach(one -> states.add(one.state()));
        return states;
    }
}
