package io.caravan.replay;

import io.caravan.deadletter.DeadLetter.State;
import io.caravan.message.DataClass;
import io.caravan.replay.ItemTable.Ended;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** The table {@code replay_job}. */
final class JobTable {
    private static final String COLUMNS = """
            id, kind, request, actor, reason, selection, per_second, canary, in_windows, stop_at, state, why, total, in_flight,
            replayed, superseded, failed, skipped, failed_before, speed, created_at, changed_at, ended_at, take_open, take_held,
            classes
            """;

    private static final String ADD = """
            insert into replay_job (kind, request, actor, reason, selection, take_open, take_held, per_second, canary, in_windows,
                stop_at, state, created_at, changed_at)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?, ?)
            on conflict (request) do nothing
            returning id
            """;

    private static final String FIND = "select " + COLUMNS + """
            from replay_job
            where id = ?
            """;

    private static final String LOCK = FIND + """
            for update
            """;

    private static final String BY_REQUEST = "select " + COLUMNS + """
            from replay_job
            where request = ?
            """;

    private static final String LIST = "select " + COLUMNS + """
            from replay_job
            where id < ?
            order by id desc
            limit ?
            """;

    private static final String GOING = "select " + COLUMNS + """
            from replay_job
            where ended_at is null
            order by id
            """;

    private static final String FREEZE = """
            update replay_job
            set total = ?,
                classes = (
                    select array_agg(distinct letter.data_class)
                    from replay_job_item as item
                    join dead_letter as letter on letter.id = item.letter_id
                    where item.job_id = replay_job.id)
            where id = ?
            """;

    private static final String COUNT = """
            update replay_job
            set in_flight = in_flight - ?, replayed = replayed + ?, superseded = superseded + ?, failed = failed + ?, speed = ?,
                changed_at = ?
            where id = ?
            returning
            """ + COLUMNS;

    private static final String SUBMITTED = """
            update replay_job
            set in_flight = in_flight + ?, skipped = skipped + ?, why = '', changed_at = ?
            where id = ?
            """;

    private static final String STAND = """
            update replay_job
            set state = ?, why = ?, changed_at = ?, ended_at = ?,
                failed_before = case when state in (1, 2) and ? = 0 then failed else failed_before end
            where id = ?
            """;

    /** What a new job is. */
    record NewJob(JobKind kind, JobRequest request, Job.Selected selected, JobTerms terms) {}

    /** @return empty where a job with this request id is there already */
    OptionalLong add(Connection connection, NewJob job, Instant now) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(ADD)) {
            statement.setInt(1, job.kind().ordinal());
            statement.setString(2, job.request().request());
            statement.setString(3, job.request().actor());
            statement.setString(4, job.request().reason());
            statement.setString(5, job.selected().words());
            statement.setBoolean(6, job.selected().states().contains(State.OPEN));
            statement.setBoolean(7, job.selected().states().contains(State.HELD));
            statement.setDouble(8, job.terms().perSecond());
            statement.setBoolean(9, job.terms().canary());
            statement.setBoolean(10, job.terms().inWindows());
            statement.setInt(11, job.terms().stopAt());
            statement.setTimestamp(12, Timestamp.from(now));
            statement.setTimestamp(13, Timestamp.from(now));
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() ? OptionalLong.of(rows.getLong(1)) : OptionalLong.empty();
            }
        }
    }

    Optional<Job> find(Connection connection, long id) throws SQLException {
        return one(connection, FIND, id);
    }

    /** Nobody else changes it until the end of the transaction. */
    Optional<Job> lock(Connection connection, long id) throws SQLException {
        return one(connection, LOCK, id);
    }

    Optional<Job> find(Connection connection, String request) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(BY_REQUEST)) {
            statement.setString(1, request);
            return read(statement).stream().findFirst();
        }
    }

    /** Newest first. */
    List<Job> list(Connection connection, long beforeId, int limit) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(LIST)) {
            statement.setLong(1, beforeId);
            statement.setInt(2, limit);
            return read(statement);
        }
    }

    /** Those that have not ended, oldest first. */
    List<Job> listGoing(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(GOING)) {
            return read(statement);
        }
    }

    void freeze(Connection connection, long id, long total) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(FREEZE)) {
            statement.setLong(1, total);
            statement.setLong(2, id);
            statement.executeUpdate();
        }
    }

    /** @return the job afterwards */
    Job count(Connection connection, long id, Ended ended, double speed, Instant now) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(COUNT)) {
            statement.setLong(1, ended.all());
            statement.setLong(2, ended.replayed());
            statement.setLong(3, ended.superseded());
            statement.setLong(4, ended.failed());
            statement.setDouble(5, speed);
            statement.setTimestamp(6, Timestamp.from(now));
            statement.setLong(7, id);
            return read(statement).get(0);
        }
    }

    void submitted(Connection connection, long id, int submitted, int skipped, Instant now) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(SUBMITTED)) {
            statement.setInt(1, submitted);
            statement.setInt(2, skipped);
            statement.setTimestamp(3, Timestamp.from(now));
            statement.setLong(4, id);
            statement.executeUpdate();
        }
    }

    /** Where it stands from now on. @param ended whether nothing of it is under way any more, and never will be */
    void stand(Connection connection, long id, Job.Standing standing, boolean ended, Instant now) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(STAND)) {
            statement.setInt(1, standing.state().ordinal());
            statement.setString(2, standing.why());
            statement.setTimestamp(3, Timestamp.from(now));
            statement.setTimestamp(4, ended ? Timestamp.from(now) : null);
            statement.setInt(5, standing.state().ordinal());
            statement.setLong(6, id);
            statement.executeUpdate();
        }
    }

    private static Optional<Job> one(Connection connection, String sql, long id) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setLong(1, id);
            return read(statement).stream().findFirst();
        }
    }

    private static List<Job> read(PreparedStatement statement) throws SQLException {
        List<Job> jobs = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                Timestamp ended = rows.getTimestamp(23);
                jobs.add(new Job(
                        rows.getLong(1),
                        JobKind.values()[rows.getInt(2)],
                        new JobRequest(rows.getString(3), rows.getString(4), rows.getString(5)),
                        selected(rows),
                        new JobTerms(rows.getDouble(7), rows.getBoolean(8), rows.getBoolean(9), rows.getInt(10)),
                        new Job.Standing(JobState.values()[rows.getInt(11)], rows.getString(12)),
                        progress(rows),
                        new Job.Times(
                                rows.getTimestamp(21).toInstant(),
                                rows.getTimestamp(22).toInstant(),
                                Optional.ofNullable(ended).map(Timestamp::toInstant))));
            }
        }
        return jobs;
    }

    private static Job.Selected selected(ResultSet rows) throws SQLException {
        Set<State> states = EnumSet.noneOf(State.class);
        if (rows.getBoolean(24)) {
            states.add(State.OPEN);
        }
        if (rows.getBoolean(25)) {
            states.add(State.HELD);
        }
        Set<DataClass> classes = EnumSet.noneOf(DataClass.class);
        for (Short ordinal : (Short[]) rows.getArray(26).getArray()) {
            classes.add(DataClass.values()[ordinal]);
        }
        return new Job.Selected(rows.getString(6), states, classes);
    }

    private static Job.Progress progress(ResultSet rows) throws SQLException {
        return new Job.Progress(
                rows.getLong(13),
                rows.getLong(14),
                rows.getLong(15),
                rows.getLong(16),
                rows.getLong(17),
                rows.getLong(18),
                rows.getLong(19),
                rows.getDouble(20));
    }
}
