package io.caravan.backfill;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/** What differs between the databases that a hospital may be leaving. */
enum Dialect {
    POSTGRESQL("\"", "\"", "select cast(extract(epoch from clock_timestamp()) * 1000000 as bigint)"),
    MARIADB("`", "`", "select timestampdiff(microsecond, '1970-01-01 00:00:00', utc_timestamp(6))"),
    H2("\"", "\"", "select cast(extract(epoch from current_timestamp) * 1000000 as bigint)"),
    ORACLE("\"", "\"", "select current_timestamp from dual"),
    SQL_SERVER("[", "]", "select sysdatetimeoffset()");

    private static final String PLAN_ROWS = "\"Plan Rows\":";

    private final String quote;
    private final String unquote;
    private final String clock;

    Dialect(String quote, String unquote, String clock) {
        this.quote = quote;
        this.unquote = unquote;
        this.clock = clock;
    }

    /** @throws LegacyProblem naming the known prefixes */
    static Dialect of(String url) {
        String lower = url.toLowerCase(Locale.ROOT);
        if (lower.startsWith("jdbc:postgresql:")) {
            return POSTGRESQL;
        }
        if (lower.startsWith("jdbc:mariadb:") || lower.startsWith("jdbc:mysql:")) {
            return MARIADB;
        }
        if (lower.startsWith("jdbc:h2:")) {
            return H2;
        }
        if (lower.startsWith("jdbc:oracle:")) {
            return ORACLE;
        }
        if (lower.startsWith("jdbc:sqlserver:")) {
            return SQL_SERVER;
        }
        throw new LegacyProblem(
                "The URL of a legacy database begins with jdbc:postgresql:, jdbc:mariadb:, jdbc:mysql:, jdbc:h2:,"
                        + " jdbc:oracle: or jdbc:sqlserver:; this one does not");
    }

    /** Labels come from the database itself, so that quoting them is always right, whatever it folds names to. */
    String quoted(String label) {
        return quote + label.replace(unquote, unquote + unquote) + unquote;
    }

    String limited(String query, int rows) {
        return switch (this) {
            case POSTGRESQL, MARIADB, H2 -> query + "\nlimit " + rows;
            case ORACLE -> query + "\nfetch first " + rows + " rows only";
            case SQL_SERVER -> query + "\noffset 0 rows fetch next " + rows + " rows only";
        };
    }

    /** What precedes a SELECT to have its plan; empty where nothing could read that. */
    Optional<String> explaining() {
        return switch (this) {
            case POSTGRESQL -> Optional.of("explain (format json)");
            case MARIADB -> Optional.of("explain");
            case H2, ORACLE, SQL_SERVER -> Optional.empty();
        };
    }

    /** How many rows a plan supposes. */
    OptionalLong supposed(ResultSet plan) throws SQLException {
        return switch (this) {
            case POSTGRESQL -> plan.next() ? planRows(plan.getString(1)) : OptionalLong.empty();
            case MARIADB -> {
                OptionalLong most = OptionalLong.empty();
                while (plan.next()) {
                    most = OptionalLong.of(Math.max(most.orElse(0), plan.getLong("rows")));
                }
                yield most;
            }
            case H2, ORACLE, SQL_SERVER -> OptionalLong.empty();
        };
    }

    /** Of the topmost step. */
    private static OptionalLong planRows(String json) {
        int at = json.indexOf(PLAN_ROWS);
        if (at < 0) {
            return OptionalLong.empty();
        }
        String rest = json.substring(at + PLAN_ROWS.length()).strip();
        int end = 0;
        while (end < rest.length() && Character.isDigit(rest.charAt(end))) {
            end++;
        }
        return end == 0 ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(rest.substring(0, end)));
    }

    /** The database's own clock, microseconds since the epoch. */
    long clockMicros(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(clock)) {
            rows.next();
            return switch (this) {
                case POSTGRESQL, MARIADB, H2 -> rows.getLong(1);
                case ORACLE, SQL_SERVER ->
                    LegacyTime.micros(rows.getObject(1, OffsetDateTime.class).toInstant());
            };
        }
    }

    /** Sets the session's zone to the source's, so that the SELECT's own date functions mean what the old application meant. */
    Optional<String> zoneStatement(ZoneId zone) {
        return switch (this) {
            case POSTGRESQL, H2 -> Optional.of("set time zone '" + zone.getId() + "'");
            case MARIADB -> Optional.of("set time_zone = '" + offsetId(zone) + "'");
            case ORACLE -> Optional.of("alter session set time_zone = '" + offsetId(zone) + "'");
            case SQL_SERVER -> Optional.empty();
        };
    }

    /** A zone as MariaDB and Oracle name it; they know no Z. */
    static String offsetId(ZoneId zone) {
        return zone.normalized() instanceof ZoneOffset offset
                ? (offset.getTotalSeconds() == 0 ? "+00:00" : offset.getId())
                : zone.getId();
    }
}
