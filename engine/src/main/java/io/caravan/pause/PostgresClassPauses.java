package io.caravan.pause;

import io.caravan.alert.Alarm;
import io.caravan.audit.AuditLog;
import io.caravan.message.DataClass;
import io.caravan.pause.FailureWatch.Trip;
import io.caravan.sql.Database;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The pauses, kept in PostgreSQL. A cause that makes too many dead letters pauses its class at once in memory; what cannot
 * be written down then is written later, and a kill before that means that the count of the next start pauses it again.
 */
public final class PostgresClassPauses implements ClassPauses, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PostgresClassPauses.class);
    private static final String ALERT = "class-paused";
    private static final Duration LOOK = Duration.ofSeconds(5);
    private static final Duration FIRST_REST = Duration.ofSeconds(30);
    private static final Duration REPEATED = Duration.ofHours(2);
    private static final int MAX_DOUBLINGS = 6;

    private final PauseTable table;
    private final FailureWatch watch;
    private final PausingDispatcher dispatcher;
    private final Told told;
    private final Predicate<DataClass> reachable;
    private final InstantSource clock;
    private final Map<DataClass, ClassPause> active = new EnumMap<>(DataClass.class);
    private final Set<DataClass> unsaved = EnumSet.noneOf(DataClass.class);
    private final ScheduledExecutorService tasks;

    /** Who is told of pauses that nobody asked for. */
    public record Told(Alarm alarm, AuditLog audit) {}

    /** @param reachable whether the target of a class answers */
    public PostgresClassPauses(
            Database database,
            FailureWatch watch,
            PausingDispatcher dispatcher,
            Told told,
            Predicate<DataClass> reachable,
            InstantSource clock) {
        this.table = new PauseTable(database);
        this.watch = watch;
        this.dispatcher = dispatcher;
        this.told = told;
        this.reachable = reachable;
        this.clock = clock;
        this.tasks = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "class-pauses");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Pauses what was paused before, and counts what has failed lately; before anything is dispatched. */
    public synchronized void start() {
        table.active().values().forEach(pause -> {
            active.put(pause.dataClass(), pause);
            dispatcher.pause(pause.dataClass(), pause.reason());
            tell(pause);
        });
        watch.follow(this::tripped);
        watch.limits().forEach((dataClass, limit) -> {
            if (!active.containsKey(dataClass)) {
                table.failures(dataClass, clock.instant().minus(limit.window()), limit.count())
                        .forEach(failed -> watch.count(failed.letter(), failed.at()));
            }
        });
        long millis = LOOK.toMillis();
        tasks.scheduleWithFixedDelay(this::look, millis, millis, TimeUnit.MILLISECONDS);
    }

    @Override
    public synchronized Map<DataClass, ClassPause> active() {
        return Map.copyOf(active);
    }

    @Override
    public synchronized ClassPause pause(DataClass dataClass, String actor, String reason) {
        ClassPause present = active.get(dataClass);
        if (present != null) {
            return present;
        }
        ClassPause pause = new ClassPause(dataClass, clock.instant(), actor, reason, ClassPause.Cause.NONE);
        table.begin(pause);
        active.put(dataClass, pause);
        dispatcher.pause(dataClass, reason);
        return pause;
    }

    @Override
    public synchronized boolean resume(DataClass dataClass, String actor) {
        ClassPause pause = active.get(dataClass);
        if (pause == null) {
            return false;
        }
        table.end(dataClass, actor, clock.instant());
        active.remove(dataClass);
        unsaved.remove(dataClass);
        watch.reset(dataClass);
        dispatcher.resume(dataClass);
        if (pause.isOfFailures()) {
            told.alarm().resolve(ALERT, Optional.of(dataClass), "");
        }
        return true;
    }

    /** In the hands of whoever opens a letter: shuts the class at once, and leaves the rest to the own thread. */
    private void tripped(Trip trip) {
        dispatcher.shut(trip.dataClass());
        try {
            tasks.execute(() -> settle(trip));
        } catch (RejectedExecutionException stopping) {
            LOG.debug("{} is paused by the next start", trip.dataClass().label());
        }
    }

    private synchronized void settle(Trip trip) {
        if (active.containsKey(trip.dataClass())) {
            return;
        }
        ClassPause pause = new ClassPause(
                trip.dataClass(),
                clock.instant(),
                ClassPause.CARAVAN,
                sentence(trip),
                new ClassPause.Cause(trip.code(), trip.place(), trip.count(), trip.passing()));
        active.put(trip.dataClass(), pause);
        unsaved.add(trip.dataClass());
        dispatcher.pause(trip.dataClass(), pause.reason());
        look();
        tell(pause);
    }

    private static String sentence(Trip trip) {
        String label = trip.dataClass().label();
        return trip.count() + " dead letters " + trip.code() + " at " + trip.place() + " since "
                + trip.since().truncatedTo(ChronoUnit.SECONDS)
                + (trip.passing()
                        ? "; it goes on by itself when what failed is over, or with: caravan class resume " + label
                        : "; repair the cause, then: caravan class resume " + label);
    }

    private void tell(ClassPause pause) {
        if (pause.isOfFailures()) {
            told.alarm()
                    .raise(
                            ALERT,
                            Optional.of(pause.dataClass()),
                            "",
                            pause.dataClass().label() + " is paused: " + pause.reason());
        }
    }

    /** Writes down what is not yet, and lets go on what may. */
    synchronized void look() {
        try {
            for (DataClass dataClass : EnumSet.copyOf(unsaved.isEmpty() ? EnumSet.noneOf(DataClass.class) : unsaved)) {
                save(dataClass);
            }
            for (ClassPause pause : Map.copyOf(active).values()) {
                if (pause.cause().passing() && isOver(pause)) {
                    told.audit()
                            .record(
                                    ClassPause.CARAVAN,
                                    "class-resume",
                                    "class/" + pause.dataClass().label(),
                                    "what failed may be over");
                    resume(pause.dataClass(), ClassPause.CARAVAN);
                }
            }
        } catch (RuntimeException e) {
            LOG.debug("Pauses are looked at again: {}", e.toString());
        }
    }

    private void save(DataClass dataClass) {
        ClassPause pause = active.get(dataClass);
        if (pause != null) {
            told.audit().record(pause.actor(), "class-pause", "class/" + dataClass.label(), pause.reason());
            table.begin(pause);
        }
        unsaved.remove(dataClass);
    }

    /** Each time that it comes back, it rests twice as long. */
    private boolean isOver(ClassPause pause) {
        if (!reachable.test(pause.dataClass()) || pause.since().plus(FIRST_REST).isAfter(clock.instant())) {
            return false;
        }
        int before = table.passing(pause.dataClass(), pause.since().minus(REPEATED)) - 1;
        Duration rest = FIRST_REST.multipliedBy(1L << Math.max(0, Math.min(before, MAX_DOUBLINGS)));
        return !pause.since().plus(rest).isAfter(clock.instant());
    }

    /** Ends its thread; pauses stay. */
    @Override
    public void close() {
        tasks.shutdownNow();
    }
}
