package io.caravan.backfill;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Pages wait for the watermark patient: before and after each SELECT a token is written into the old application, and its
 * message on the class's own feed proves that everything sent before has come. A token that does not come back is followed by
 * another one, for a single message may be lost.
 */
final class WatermarkSettle implements Settle {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final LegacyConnections connections;
    private final Watermark watermark;
    private final FeedMarks marks;
    private final InstantSource clock;
    private Instant writtenAt = Instant.MIN;

    WatermarkSettle(LegacyConnections connections, Watermark watermark, FeedMarks marks, InstantSource clock) {
        this.connections = connections;
        this.watermark = watermark;
        this.marks = marks;
        this.clock = clock;
    }

    /** Nothing is read before a first token has come: then the feed is known to be heard. */
    @Override
    public Ticket begin() throws SQLException {
        return write();
    }

    /** It is also the one before the next page. */
    @Override
    public Ticket afterPage() throws SQLException {
        return write();
    }

    @Override
    public void remind() throws SQLException {
        if (clock.instant().isAfter(writtenAt.plus(PATIENCE))) {
            write();
        }
    }

    private Ticket write() throws SQLException {
        FeedMarks.Mark mark = marks.next();
        update(mark.token());
        Instant since = clock.instant();
        writtenAt = since;
        return new Ticket() {
            @Override
            public boolean isSettled() {
                return marks.hasCome(mark.number());
            }

            @Override
            public String reason() {
                return WatermarkSettle.this.reason(since);
            }
        };
    }

    private String reason(Instant since) {
        String reason = "for the watermark patient on the feed of "
                + watermark.dataClass().label() + ", since " + since;
        return clock.instant().isBefore(since.plus(PATIENCE))
                ? reason
                : reason + "; it should have come: does " + watermark.update().name()
                        + " make the old application send a message of that patient, and is the class's feed running?";
    }

    private void update(String token) throws SQLException {
        try (Connection connection = connections.openForWatermark();
                PreparedStatement statement =
                        connection.prepareStatement(watermark.update().sql())) {
            statement.setString(1, token);
            int changed = statement.executeUpdate();
            if (changed != 1) {
                connection.rollback();
                throw new LegacyProblem(watermark.update().name() + " would change " + changed
                        + " rows; it should change exactly one, that of the watermark patient");
            }
            connection.commit();
        } catch (SQLException e) {
            if (Failures.isAboutStatement(e)) {
                throw new LegacyProblem(watermark.update().name() + " is refused by legacy." + connections.name()
                        + " (SQL state " + e.getSQLState()
                        + "); it should be one UPDATE with one ? for the token, and the user needs the right to do it");
            }
            throw e;
        }
    }
}
