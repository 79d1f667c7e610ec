package io.caravan.window;

import io.caravan.sql.Database;
import io.caravan.window.BulkWorker.Doing;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One work as the controller knows it: its session, and whether it goes on after the end. Used by one thread. */
final class Followed {
    private static final Logger LOG = LoggerFactory.getLogger(Followed.class);
    /** An end that is farther ahead is none. */
    private static final Duration FAR = Duration.ofDays(300);

    private final BulkWork work;
    private final Database database;
    private final SessionTable sessions = new SessionTable();
    private @Nullable Schedule schedule;
    private @Nullable Standing standing;
    private Optional<Span> opening = Optional.empty();
    private OptionalLong session = OptionalLong.empty();
    private Optional<Instant> sessionOf = Optional.empty();
    private long noted;
    private Overrun overrun = Overrun.NONE;

    /**
     * What is in hand though the window is shut.
     *
     * @param since by the clock that nobody sets; of no meaning where nothing is in hand
     */
    record Overrun(int inHand, long since, Duration lasts) {
        static final Overrun NONE = new Overrun(0, 0, Duration.ZERO);
    }

    Followed(BulkWork work, Database database) {
        this.work = work;
        this.database = database;
    }

    /** @return whether it may stand otherwise than at the last look */
    boolean look(Doing doing, Schedule now, Standing stands, Instant at, long nanos) {
        boolean changed = now != schedule || !stands.equals(standing);
        if (changed) {
            tell(stands);
            opening = now.openingAt(work, at);
        }
        schedule = now;
        standing = stands;
        boolean shut = !stands.isOpen() && stands.level() != Standing.Level.DRAINING;
        overrun = shut && doing.inHand() > 0 ? overrunning(doing, nanos) : Overrun.NONE;
        keepSession(doing, shut, at);
        return changed;
    }

    private void tell(Standing stands) {
        Standing before = standing;
        if (before == null || before.level() != stands.level()) {
            LOG.info(
                    "{} is {}{}",
                    WindowController.name(work),
                    stands.level().name().toLowerCase(Locale.ROOT),
                    stands.reason().isEmpty() ? "" : ": " + stands.reason());
        }
    }

    private Overrun overrunning(Doing doing, long nanos) {
        long since = overrun.inHand() > 0 ? overrun.since() : nanos;
        if (overrun.inHand() == 0) {
            LOG.info("{} has {} segments in hand after the end", WindowController.name(work), doing.inHand());
        }
        return new Overrun(doing.inHand(), since, Duration.ofNanos(nanos - since));
    }

    private void keepSession(Doing doing, boolean shut, Instant at) {
        Optional<Span> present = shut || !doing.going() ? Optional.empty() : opening;
        boolean follows = present.isPresent()
                && session.isPresent()
                && !sessionOf.equals(Optional.of(present.get().from()));
        if (present.isPresent() && session.isEmpty()) {
            begin(present.get(), at);
        }
        // Whoever began anew counts from nothing.
        long fresh = doing.records() < noted ? doing.records() : doing.records() - noted;
        if (session.isPresent() && (fresh > 0 || overrun.inHand() > 0)) {
            long id = session.getAsLong();
            write(connection ->
                    sessions.note(connection, id, fresh, overrun.lasts().toSeconds()));
        }
        noted = doing.records();
        if (follows || (present.isEmpty() && overrun.inHand() == 0)) {
            end(at);
        }
        if (follows) {
            begin(present.get(), at);
        }
    }

    private void begin(Span present, Instant at) {
        boolean ends = present.to().isBefore(at.plus(FAR));
        session = OptionalLong.of(database.inTransaction(connection -> sessions.begin(
                connection, work, present.from(), ends ? Optional.of(present.to()) : Optional.empty(), at)));
        sessionOf = Optional.of(present.from());
    }

    private void end(Instant at) {
        if (session.isPresent()) {
            long id = session.getAsLong();
            write(connection -> sessions.end(connection, id, at));
            session = OptionalLong.empty();
            sessionOf = Optional.empty();
        }
    }

    Overrun overrun() {
        return overrun;
    }

    private void write(Write write) {
        database.inTransaction(connection -> {
            write.to(connection);
            return true;
        });
    }

    private interface Write {
        void to(Connection connection) throws SQLException;
    }
}
