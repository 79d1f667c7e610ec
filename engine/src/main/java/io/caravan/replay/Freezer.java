package io.caravan.replay;

import io.caravan.crypto.KeyedHash;
import io.caravan.deadletter.DeadLetter.State;
import io.caravan.deadletter.LetterConditions;
import io.caravan.deadletter.LetterConditions.Condition;
import io.caravan.message.DataClass;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Turns a selection into the items of a job. */
final class Freezer {
    private static final String SELECTED = """

            from dead_letter as letter
            where \
            """;

    private static final String FREEZE = """
            insert into replay_job_item (job_id, ordinal, letter_id)
            select ?, row_number() over (order by letter.journal_id nulls last, letter.id), letter.id
            """;

    private static final String CLAIM = """
            with claimed as (
                insert into replay_job_source (source, job_id)
                select distinct letter.source, item.job_id
                from replay_job_item as item
                join dead_letter as letter on letter.id = item.letter_id
                where item.job_id = ?
                on conflict (source) do nothing
                returning source)
            select count(distinct letter.source) - (select count(*) from claimed)
            from replay_job_item as item
            join dead_letter as letter on letter.id = item.letter_id
            where item.job_id = ?
            """;

    private static final String GROUPS = """
            insert into replay_job_group (job_id, group_id)
            select distinct item.job_id, letter.group_id
            from replay_job_item as item
            join dead_letter as letter on letter.id = item.letter_id
            where item.job_id = ?
            """;

    /** More than so many are not counted. */
    private static final int NEWCOMERS = 1_000;

    private static final String COUNT_NEWCOMERS = """
            select count(*)
            from (
                select
                from replay_job_group as known
                cross join generate_series(0, 5) as wanted (state)
                cross join lateral (
                    select
                    from dead_letter as letter
                    where letter.group_id = known.group_id
                      and letter.state = wanted.state
                      and letter.first_seen > ?
                    limit ?) as letter
                where known.job_id = ?
                limit ?) as came
            """;

    private static final String RELEASE = """
            delete from replay_job_source
            where job_id = ?
            """;

    private static final String PARTS = """
            select letter.data_class, letter.source, letter.code, letter.state, count(*)
            """;

    private static final String GROUPED = """

            group by 1, 2, 3, 4
            order by 5 desc, 1, 2, 3, 4
            """;

    private static final String PATIENTS = """
            select count(distinct nullif(letter.patient_hash, 0))
            """;

    private static final String BUSY = """
            select distinct job_id
            from replay_job_source
            where source in (select letter.source
            """;

    private final LetterConditions conditions;

    Freezer(KeyedHash hash) {
        this.conditions = new LetterConditions(hash);
    }

    /** @return how many letters it has */
    long freeze(Connection connection, long jobId, Selection selection) throws SQLException {
        Condition condition = condition(selection);
        long letters;
        try (PreparedStatement statement = connection.prepareStatement(FREEZE + SELECTED + condition.sql())) {
            statement.setLong(1, jobId);
            condition.bind(statement, 2);
            letters = statement.executeLargeUpdate();
        }
        try (PreparedStatement statement = connection.prepareStatement(GROUPS)) {
            statement.setLong(1, jobId);
            statement.executeUpdate();
        }
        return letters;
    }

    /** Letters that came into the job's groups since it was created. */
    long newcomers(Connection connection, Job job) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(COUNT_NEWCOMERS)) {
            statement.setTimestamp(1, Timestamp.from(job.times().created()));
            statement.setInt(2, NEWCOMERS);
            statement.setLong(3, job.id());
            statement.setInt(4, NEWCOMERS);
            try (ResultSet rows = statement.executeQuery()) {
                rows.next();
                return rows.getLong(1);
            }
        }
    }

    /** Keeps other jobs from the sources of its letters. @return how many of them are taken by another */
    long claim(Connection connection, long jobId) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(CLAIM)) {
            statement.setLong(1, jobId);
            statement.setLong(2, jobId);
            try (ResultSet rows = statement.executeQuery()) {
                rows.next();
                return rows.getLong(1);
            }
        }
    }

    void release(Connection connection, long jobId) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(RELEASE)) {
            statement.setLong(1, jobId);
            statement.executeUpdate();
        }
    }

    JobPreview preview(Connection connection, Selection selection) throws SQLException {
        Condition condition = condition(selection);
        List<JobPreview.Part> parts = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(PARTS + SELECTED + condition.sql() + GROUPED)) {
            condition.bind(statement, 1);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    parts.add(new JobPreview.Part(
                            DataClass.values()[rows.getInt(1)],
                            rows.getString(2),
                            rows.getString(3),
                            State.values()[rows.getInt(4)],
                            rows.getLong(5)));
                }
            }
        }
        return new JobPreview(parts, patients(connection, condition), busy(connection, selection));
    }

    private static long patients(Connection connection, Condition condition) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(PATIENTS + SELECTED + condition.sql())) {
            condition.bind(statement, 1);
            try (ResultSet rows = statement.executeQuery()) {
                rows.next();
                return rows.getLong(1);
            }
        }
    }

    /** Jobs that have not ended and work on one of the sources. */
    List<Long> busy(Connection connection, Selection selection) throws SQLException {
        Condition condition = condition(selection);
        List<Long> jobs = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(BUSY + SELECTED + condition.sql() + ")")) {
            condition.bind(statement, 1);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    jobs.add(rows.getLong(1));
                }
            }
        }
        return jobs;
    }

    private Condition condition(Selection selection) {
        if (selection instanceof Selection.Matching matching) {
            return conditions.of(matching.filter());
        }
        if (selection instanceof Selection.Letters letters) {
            String classes = letters.classes().stream()
                    .map(one -> Integer.toString(one.ordinal()))
                    .sorted()
                    .collect(Collectors.joining(", ", "(", ")"));
            String sql = "letter.id = any(?) and letter.state in (0, 1) and letter.data_class in " + classes;
            return new Condition(
                    sql, List.of(letters.ids().stream().mapToLong(id -> id).toArray()));
        }
        throw new AssertionError(selection);
    }
}
