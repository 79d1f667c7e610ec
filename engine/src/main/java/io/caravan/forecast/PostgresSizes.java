package io.caravan.forecast;

import io.caravan.backfill.Backfill;
import io.caravan.message.DataClass;
import io.caravan.sql.Database;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;

/** The table {@code run_size}: how many rows a run has in all, as it was last counted. Safe for threads. */
final class PostgresSizes {
    private static final String PUT = """
            insert into run_size (data_class, source, run, row_count, counted, counted_at)
            values (?, ?, ?, ?, ?, ?)
            on conflict (data_class, source) do update
            set run = excluded.run, row_count = excluded.row_count, counted = excluded.counted,
                counted_at = excluded.counted_at
            """;

    private static final String ALL = """
            select data_class, source, run, row_count, counted, counted_at
            from run_size
            """;

    private final Database database;

    PostgresSizes(Database database) {
        this.database = database;
    }

    /** What is read. */
    record Of(DataClass dataClass, String source) {}

    /** @param run that it was counted for */
    record Known(long run, Backfill.Size size, Instant at) {}

    void put(Of of, Known known) {
        database.inTransaction(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(PUT)) {
                statement.setInt(1, of.dataClass().ordinal());
                statement.setString(2, of.source());
                statement.setLong(3, known.run());
                statement.setLong(4, known.size().rows());
                statement.setBoolean(5, known.size().counted());
                statement.setObject(6, known.at().atOffset(ZoneOffset.UTC));
                return statement.executeUpdate();
            }
        });
    }

    Map<Of, Known> all() {
        return database.inTransaction(connection -> {
            Map<Of, Known> all = new HashMap<>();
            try (PreparedStatement statement = connection.prepareStatement(ALL);
                    ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    Backfill.Size size = new Backfill.Size(rows.getLong("row_count"), rows.getBoolean("counted"));
                    Instant at =
                            rows.getObject("counted_at", OffsetDateTime.class).toInstant();
                    all.put(
                            new Of(DataClass.values()[rows.getInt("data_class")], rows.getString("source")),
                            new Known(rows.getLong("run"), size, at));
                }
            }
            return all;
        });
    }
}
