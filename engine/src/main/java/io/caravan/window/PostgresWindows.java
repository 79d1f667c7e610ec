package io.caravan.window;

import io.caravan.audit.AuditLog;
import io.caravan.audit.AuditLog.Event;
import io.caravan.sql.Database;
import io.caravan.sql.DatabaseFailure;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The windows in PostgreSQL. What stands there is kept in memory and read again when it has changed, so that asking costs no
 * query; while the database is away, what was read last goes on. Several Caravans may share a database.
 */
public final class PostgresWindows implements Windows {
    private static final Logger LOG = LoggerFactory.getLogger(PostgresWindows.class);
    private static final String CARAVAN = "caravan";

    /** Overrides that have ended are known a while longer: a clock that is set back makes them stand again. */
    private static final Duration REMEMBER = Duration.ofDays(1);

    private final Database database;
    private final Function<PlanSource, Plan> reader;
    private final AuditLog audit;
    private final InstantSource clock;
    private final PlanTable plans = new PlanTable();
    private final OverrideTable overrides = new OverrideTable();
    private final StopTable stops = new StopTable();
    private final List<Runnable> followers = new CopyOnWriteArrayList<>();
    private volatile Known known;

    /** What a transaction changed, and what is to be told once it has committed. */
    private record Changed<T>(T value, AuditLog.Committed committed) {}

    /**
     * Reads what is in force.
     *
     * @param reader throws {@link WindowRefused} with every problem of a plan
     */
    public PostgresWindows(Database database, Function<PlanSource, Plan> reader, AuditLog audit, InstantSource clock) {
        this.database = database;
        this.reader = reader;
        this.audit = audit;
        this.clock = clock;
        this.known = database.inSnapshot(this::read);
    }

    /**
     * Takes the files of the site, where no plan was ever applied: the database has the say from then on.
     *
     * @param files what they say; {@link PlanSource#NONE} where there are none
     * @return whether the files, if there are any, are what is in force now
     * @throws WindowRefused when they would be taken, and have problems
     */
    public boolean seed(PlanSource files) {
        if (known.inForce().version() == 0 && !files.text().isBlank()) {
            seedFirst(files);
        }
        return files.text().isBlank() || known.inForce().digest().equals(files.digest());
    }

    /** Of several Caravans that start at once, one takes its files. */
    private void seedFirst(PlanSource files) {
        try {
            apply(files, 0, new Decider(CARAVAN, "first start with windows"));
        } catch (WindowRefused e) {
            refresh();
            if (known.inForce().version() == 0) {
                throw e;
            }
        }
    }

    /** To be told when something has changed, on whatever thread; must be quick. */
    public void follow(Runnable follower) {
        followers.add(follower);
    }

    /** Reads again what another Caravan may have changed; asks one number otherwise. */
    public void refresh() {
        long revision = known.revision();
        try {
            if (database.inTransaction(plans::revision) != revision) {
                reread();
            }
        } catch (DatabaseFailure e) {
            LOG.debug("The windows stay as they are known while the database is away: {}", e.getMessage());
        }
    }

    @Override
    public Standing ask(BulkWork work) {
        Known now = known;
        if (now.isEmpty()) {
            return Standing.ALWAYS;
        }
        try {
            return now.schedule().at(work, clock.instant());
        } catch (RuntimeException e) {
            LOG.debug(
                    "Bulk work of {} waits, for its windows cannot be asked: {}",
                    work.dataClass().label(),
                    e.toString());
            return BulkGate.shut("the windows cannot be asked (" + e.getMessage() + "); see the log");
        }
    }

    @Override
    public Schedule schedule() {
        return known.schedule();
    }

    @Override
    public InForce inForce() {
        return known.inForce();
    }

    @Override
    public InForce apply(PlanSource source, long replaces, Decider decider) {
        requireReason(decider);
        Plan plan = reader.apply(source);
        String digest = source.digest();
        return change(connection -> {
            InForce present = plans.find(connection).orElse(Known.NO_PLAN);
            if (present.version() != replaces) {
                throw new WindowRefused("Version " + present.version() + " of the windows is in force by now, from "
                        + present.decider().actor() + ": " + present.decider().reason()
                        + ". Look at it, and apply yours to it");
            }
            if (present.digest().equals(digest)) {
                return new Changed<>(present, () -> {});
            }
            InForce next = new InForce(replaces + 1, digest, source, now(), decider);
            plans.add(connection, next);
            String detail = "version " + next.version() + ", " + plan.windows().size() + " windows, sha-256 " + digest
                    + ": " + decider.reason();
            return new Changed<>(next, record(connection, decider, "window-apply", "windows", detail));
        });
    }

    @Override
    public ManualOverride override(ManualOverride.Action action, Duty duty, Decider decider) {
        requireReason(decider);
        return change(connection -> {
            Instant now = now();
            require(duty, now);
            Duty exact = new Duty(
                    duty.window(),
                    duty.scope(),
                    duty.from().truncatedTo(ChronoUnit.MICROS),
                    duty.until().truncatedTo(ChronoUnit.MICROS));
            ManualOverride made = overrides.add(connection, action, exact, decider, now);
            String verb = action == ManualOverride.Action.OPEN ? "window-open" : "window-close";
            return new Changed<>(made, record(connection, decider, verb, subject(made), detail(made, decider)));
        });
    }

    private void require(Duty duty, Instant now) {
        duty.window().ifPresent(id -> {
            if (known.schedule().plan().windows().stream()
                    .noneMatch(window -> window.id().equals(id))) {
                throw new WindowRefused("There is no window " + id + "; see: caravan window list");
            }
        });
        if (!duty.until().isAfter(duty.from()) || !duty.until().isAfter(now)) {
            throw new WindowRefused(
                    "It would end at " + duty.until() + ", before it begins; it is " + now + " now. Name a later end");
        }
    }

    @Override
    public ManualOverride withdraw(long id, Decider decider) {
        requireReason(decider);
        return change(connection -> {
            ManualOverride withdrawn = overrides
                    .withdraw(connection, id, decider, now())
                    .orElseThrow(() -> new WindowRefused(
                            "There is no override " + id + " that still stands; see: caravan window list"));
            return new Changed<>(
                    withdrawn,
                    record(connection, decider, "window-withdraw", subject(withdrawn), detail(withdrawn, decider)));
        });
    }

    @Override
    public List<ManualOverride> overrides() {
        Instant now = clock.instant();
        return known.overrides().stream()
                .filter(one -> one.until().isAfter(now))
                .toList();
    }

    @Override
    public Optional<EmergencyStop> stopped() {
        return known.stop();
    }

    @Override
    public EmergencyStop stop(Decider decider) {
        requireReason(decider);
        return change(connection -> {
            Optional<EmergencyStop> present = stops.find(connection);
            if (present.isPresent()) {
                return new Changed<>(present.get(), () -> {});
            }
            EmergencyStop stop = new EmergencyStop(now(), decider.actor(), decider.reason());
            stops.stop(connection, stop);
            return new Changed<>(stop, record(connection, decider, "emergency-stop", "bulk", decider.reason()));
        });
    }

    @Override
    public void lift(Decider decider) {
        requireReason(decider);
        change(connection -> {
            if (!stops.lift(connection, decider, now())) {
                throw new WindowRefused("Bulk work is not stopped");
            }
            return new Changed<>(true, record(connection, decider, "emergency-lift", "bulk", decider.reason()));
        });
    }

    private <T> T change(Database.Transaction<Changed<T>> work) {
        Changed<T> changed = database.inRepeatedTransaction(connection -> {
            plans.change(connection);
            return work.run(connection);
        });
        changed.committed().told();
        try {
            reread();
        } catch (DatabaseFailure e) {
            LOG.warn("Windows have changed, and hold here when the database answers again: {}", e.getMessage());
        }
        return changed.value();
    }

    /** One at a time: what was read first must not be noted last. */
    private void reread() {
        synchronized (this) {
            Known read = database.inSnapshot(this::read);
            if (read.inForce().version() != known.inForce().version()) {
                LOG.info("Version {} of the windows is in force", read.inForce().version());
            }
            known = read;
        }
        followers.forEach(Runnable::run);
    }

    private Known read(Connection connection) throws SQLException {
        return Known.of(
                plans.revision(connection),
                plans.find(connection).orElse(Known.NO_PLAN),
                overrides.standing(connection, clock.instant().minus(REMEMBER)),
                stops.find(connection),
                reader);
    }

    private AuditLog.Committed record(
            Connection connection, Decider decider, String action, String subject, String detail) throws SQLException {
        return audit.record(connection, List.of(new Event(decider.actor(), action, subject, detail)));
    }

    private static String subject(ManualOverride override) {
        return override.window().map(id -> "window/" + id).orElse("windows");
    }

    private static String detail(ManualOverride override, Decider decider) {
        return "override " + override.id() + " from " + override.from() + " until " + override.until()
                + words(override.scope()) + ": " + decider.reason();
    }

    private static String words(Scope scope) {
        StringBuilder words = new StringBuilder();
        scope.classes().stream().sorted().forEach(one -> words.append(' ').append(one.label()));
        scope.sources().stream().sorted().forEach(one -> words.append(' ').append(one));
        scope.phases().stream().sorted().forEach(one -> words.append(' ').append(one.label()));
        return words.length() == 0 ? "" : ", of" + words;
    }

    private static void requireReason(Decider decider) {
        if (decider.actor().isBlank() || decider.reason().isBlank()) {
            throw new WindowRefused("Say why: a change of windows has a reason, for those who read it later");
        }
    }

    /** As exact as the database keeps it. */
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
