package io.caravan.replay;

import io.caravan.alert.Condition;
import io.caravan.message.DataClass;
import io.caravan.sql.Database;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Jobs that failures have stopped: they wait for somebody who resumes or cancels them. */
public final class StandingJobs implements Condition {
    private static final String STOPPED = """
            select id, why, classes
            from replay_job
            where ended_at is null
              and state = %d
            order by id
            """.formatted(JobState.STOPPED.ordinal());

    private final Database database;

    public StandingJobs(Database database) {
        this.database = database;
    }

    @Override
    public String kind() {
        return "job-stopped";
    }

    @Override
    public List<Standing> standing() {
        return database.inTransaction(connection -> {
            List<Standing> stopped = new ArrayList<>();
            try (PreparedStatement statement = connection.prepareStatement(STOPPED);
                    ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    Short[] classes = (Short[]) rows.getArray(3).getArray();
                    Optional<DataClass> dataClass =
                            classes.length == 1 ? Optional.of(DataClass.values()[classes[0]]) : Optional.empty();
                    stopped.add(new Standing(
                            dataClass, "job " + rows.getLong(1), "Job " + rows.getLong(1) + ": " + rows.getString(2)));
                }
            }
            return stopped;
        });
    }
}
