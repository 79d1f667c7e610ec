package io.caravan.backfill;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.util.Optional;

/**
 * "Changed since", said to the database itself. It may let rows through that are older: those are passed over by their version.
 * Only columns that hold a date or a time can be compared so; a text or a number may be one in many ways.
 *
 * @param value in the form that the column is compared with
 */
record VersionBound(Column column, LocalDateTime value, boolean isUtc) {

    /**
     * @param zone of times without an offset
     * @param sessionIsUtc whether the database shows instants in UTC
     */
    static Optional<VersionBound> of(Column column, long sinceMicros, ZoneId zone, boolean sessionIsUtc) {
        Instant since = LegacyTime.instantOf(sinceMicros);
        return switch (column.kind()) {
            case DATE, LOCAL -> Optional.of(new VersionBound(column, earliest(since, zone), false));
            case INSTANT ->
                Optional.of(new VersionBound(
                        column,
                        sessionIsUtc ? LocalDateTime.ofInstant(since, ZoneOffset.UTC) : earliest(since, zone),
                        sessionIsUtc));
            default -> Optional.empty();
        };
    }

    /** The least that a clock of the zone shows at any time from then on: it may be set back an hour in autumn. */
    private static LocalDateTime earliest(Instant since, ZoneId zone) {
        LocalDateTime shown = LocalDateTime.ofInstant(since, zone);
        ZoneOffsetTransition next = zone.getRules().nextTransition(since);
        if (next != null && next.isOverlap() && next.getDateTimeAfter().isBefore(shown)) {
            return next.getDateTimeAfter();
        }
        return shown;
    }

    void bind(PreparedStatement statement, int parameter, Dialect dialect, ZoneId zone) throws SQLException {
        switch (dialect) {
            case POSTGRESQL -> statement.setObject(parameter, text(zone), Types.OTHER);
            case MARIADB -> statement.setString(parameter, day() + ' ' + time());
            case H2, ORACLE, SQL_SERVER -> bindTyped(statement, parameter, zone);
        }
    }

    private void bindTyped(PreparedStatement statement, int parameter, ZoneId zone) throws SQLException {
        if (column.kind() == Column.Kind.INSTANT) {
            statement.setObject(parameter, offset(zone));
        } else {
            statement.setObject(parameter, column.kind() == Column.Kind.DATE ? value.toLocalDate() : value);
        }
    }

    private String text(ZoneId zone) {
        return switch (column.kind()) {
            case DATE -> day();
            case INSTANT -> offset(zone).toString();
            default -> value.toString();
        };
    }

    private OffsetDateTime offset(ZoneId zone) {
        return isUtc ? value.atOffset(ZoneOffset.UTC) : value.atZone(zone).toOffsetDateTime();
    }

    private String day() {
        return value.toLocalDate().toString();
    }

    private String time() {
        return value.toLocalTime().toString();
    }
}
