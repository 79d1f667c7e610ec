package io.caravan.backfill;

import io.caravan.map.Row;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Reads one legacy SELECT page by page in key order; each page in a short transaction of its own. Safe for threads. */
final class LegacyReader {
    private static final Duration QUERY_LIMIT = Duration.ofMinutes(10);
    private static final int FETCH_ROWS = 1000;
    private final LegacyConnections connections;
    private final LegacySelect select;
    private final View view;
    private final InstantSource clock;
    private final Map<Boolean, SelectShape> shapes = new ConcurrentHashMap<>();

    /** @param clock Caravan's own, which the database's is compared with */
    LegacyReader(LegacyConnections connections, LegacySelect select, View view, InstantSource clock) {
        this.connections = connections;
        this.select = select;
        this.view = view;
        this.clock = clock;
    }

    /**
     * What a page held.
     *
     * @param to the key of the last row that was looked at; empty where there was none
     * @param last whether there was nothing behind it
     */
    record Read(List<Row> rows, Optional<SegmentKey> to, boolean last, Window window) {}

    /**
     * When a page was read, by the database's own clock.
     *
     * @param lowMicros before the SELECT: what changes while rows are read is newer than they are
     * @param highMicros after it: once the feed has passed it, everything that could be newer than a row is known
     */
    record Window(long lowMicros, long highMicros) {}

    /** What would keep this SELECT from being read; reads the columns, and rows only to find a NULL key. */
    List<String> problems() {
        try {
            List<String> problems = new ArrayList<>(ask());
            try (LegacyConnections.Session session = connections.open()) {
                problems.addAll(shape(session).slips(select));
            }
            return problems;
        } catch (SQLException e) {
            return List.of("legacy." + connections.name() + ": " + select.file() + " cannot be read ("
                    + Failures.describe(e) + "); check url, user, password and the SELECT");
        }
    }

    /** Refuses what {@link #problems} finds, before a run begins. */
    void verify() throws SQLException {
        List<String> problems;
        try {
            problems = ask();
        } catch (SQLException e) {
            refuseStatement(e);
            throw e;
        }
        if (!problems.isEmpty()) {
            throw new LegacyProblem(String.join("; ", problems));
        }
    }

    private List<String> ask() throws SQLException {
        try (LegacyConnections.Session session = connections.open()) {
            SelectShape shape = askShape(session);
            List<String> problems = new ArrayList<>(shape.problems(select));
            if (problems.isEmpty()) {
                nullKeys(session.connection(), shape).ifPresent(problems::add);
            }
            return problems;
        }
    }

    /** The next page after a key, or the first. */
    Read after(Optional<SegmentKey> from) throws SQLException {
        return after(from, view.pageRows());
    }

    /** The same with so many rows at most. */
    Read after(Optional<SegmentKey> from, int rows) throws SQLException {
        return read(from, Optional.empty(), Math.min(rows, view.pageRows()));
    }

    int pageRows() {
        return view.pageRows();
    }

    /** Exactly the rows of a range read before, as they are now. */
    Read range(Optional<SegmentKey> from, SegmentKey to) throws SQLException {
        return read(from, Optional.of(to), Integer.MAX_VALUE - 1);
    }

    /** How many rows are after a key; empty where nobody can tell. @param limit zero where no row may be read for it */
    Optional<Backfill.Size> countAfter(Optional<SegmentKey> from, Duration limit) throws SQLException {
        try (LegacyConnections.Session session = connections.open()) {
            List<Column> key = shape(session).key(select);
            Optional<VersionBound> bound = bound(session, shape(session));
            RowCount.Rows rows = new RowCount.Rows(
                    query(key),
                    from.isPresent(),
                    new KeysetQuery.Part(true, bound.map(one -> one.column().label())));
            return new RowCount(session.connection(), connections.dialect()).of(rows, limit, statement -> {
                int next = bind(statement, rows.query(), key, from, Optional.empty());
                if (bound.isPresent()) {
                    bound.get().bind(statement, next, connections.dialect(), connections.zone());
                }
            });
        }
    }

    /** The database's own clock now. @param difference from ours, positive where it is ahead */
    record Moment(long micros, long difference) {}

    Moment clock() throws SQLException {
        try (LegacyConnections.Session session = connections.open()) {
            return moment(session);
        }
    }

    private Moment moment(LegacyConnections.Session session) throws SQLException {
        long asked = LegacyTime.micros(clock.instant());
        long micros = connections.dialect().clockMicros(session.connection());
        long answered = LegacyTime.micros(clock.instant());
        return new Moment(micros, micros - (asked + (answered - asked) / 2));
    }

    private Read read(Optional<SegmentKey> from, Optional<SegmentKey> to, int limit) throws SQLException {
        try (LegacyConnections.Session session = connections.open()) {
            SelectShape whole = shape(session);
            List<Column> key = whole.key(select);
            SelectShape shape = view.keysOnly() ? whole.only(key) : whole;
            KeysetQuery query = query(key);
            // Before the rows are read: what changes while they are read is newer than they are.
            long watermark = connections.dialect().clockMicros(session.connection());
            Optional<VersionBound> bound = bound(session, shape);
            KeysetQuery.Part part = new KeysetQuery.Part(
                    view.keysOnly(), bound.map(found -> found.column().label()));
            String sql = query.page(from.isPresent(), to.isPresent(), limit + 1, part);
            try (PreparedStatement statement = session.connection().prepareStatement(sql)) {
                statement.setQueryTimeout((int) QUERY_LIMIT.toSeconds());
                statement.setFetchSize(FETCH_ROWS);
                int next = bind(statement, query, key, from, to);
                if (bound.isPresent()) {
                    bound.get().bind(statement, next, connections.dialect(), connections.zone());
                }
                Sheet sheet = new Sheet(shape, view.keysOnly() ? shape.columns() : key, query, limit, watermark);
                return collect(session, statement, sheet);
            }
        } catch (SQLException e) {
            refuseStatement(e);
            throw e;
        }
    }

    /** Waiting would not help: the statement or the data behind it must change. */
    private void refuseStatement(SQLException e) {
        if (!Failures.isAboutStatement(e)) {
            return;
        }
        throw new LegacyProblem(
                select.file() + " fails in legacy." + connections.name() + " (SQL state " + e.getSQLState() + "): "
                        + Failures.ofStatement(e) + "; run it there, repair the row or the SELECT, then resume");
    }

    private Optional<VersionBound> bound(LegacyConnections.Session session, SelectShape shape) {
        if (view.since().isEmpty()) {
            return Optional.empty();
        }
        return select.version()
                .flatMap(shape::find)
                .flatMap(column -> VersionBound.of(
                        column, view.since().getAsLong(), connections.zone(), session.timestampsAreUtc()));
    }

    /** What is needed to read the rows of one page. */
    private record Sheet(SelectShape shape, List<Column> key, KeysetQuery query, int limit, long watermark) {}

    private Read collect(LegacyConnections.Session session, PreparedStatement statement, Sheet sheet)
            throws SQLException {
        List<Row> rows = new ArrayList<>(Math.min(sheet.limit(), 4096));
        Row.Columns names = sheet.shape().names();
        List<SegmentKey> suspects = new ArrayList<>();
        SegmentKey last = null;
        int seen = 0;
        boolean more = false;
        try (ResultSet result = statement.executeQuery()) {
            while (result.next()) {
                SegmentKey present = keyOf(result, sheet.key());
                if (last != null && last.looksLike(present)) {
                    suspects.add(present);
                }
                if (seen == sheet.limit()) {
                    more = true;
                    break;
                }
                seen++;
                Row row = row(result, names, sheet);
                if (row.versionMicros() + view.setback() >= view.since().orElse(Long.MIN_VALUE)) {
                    rows.add(row);
                }
                last = present;
            }
        }
        for (SegmentKey suspect : suspects) {
            refuseIfNotUnique(session.connection(), sheet, suspect);
        }
        // In a transaction of its own, for some clocks stand still within one.
        session.connection().commit();
        long high = connections.dialect().clockMicros(session.connection());
        return new Read(rows, Optional.ofNullable(last), !more, new Window(sheet.watermark(), high));
    }

    private Row row(ResultSet result, Row.Columns names, Sheet sheet) throws SQLException {
        List<Column> columns = sheet.shape().columns();
        @Nullable String[] values = new String[columns.size()];
        long version = sheet.watermark();
        for (int i = 0; i < values.length; i++) {
            Column column = columns.get(i);
            String value = column.text(result, connections.zone());
            values[i] = value;
            if (value != null && select.version().equals(Optional.of(column.alias()))) {
                // A time of change in the future is a mistake, and would shut out every message until then.
                version = Math.min(
                        RowVersions.micros(value, column, select, connections.zone())
                                .orElse(version),
                        version);
            }
        }
        return new Row(names, values, version - view.setback());
    }

    private static SegmentKey keyOf(ResultSet result, List<Column> key) throws SQLException {
        List<String> values = new ArrayList<>(key.size());
        for (Column column : key) {
            values.add(column.keyText(result));
        }
        return new SegmentKey(values);
    }

    /** @return the next parameter */
    private int bind(
            PreparedStatement statement,
            KeysetQuery query,
            List<Column> key,
            Optional<SegmentKey> from,
            Optional<SegmentKey> to)
            throws SQLException {
        int parameter = 1;
        for (Optional<SegmentKey> bound : List.of(from, to)) {
            if (bound.isPresent()) {
                for (int index : query.parameters()) {
                    key.get(index)
                            .bind(statement, parameter++, bound.get().values().get(index), connections.dialect());
                }
            }
        }
        return parameter;
    }

    /** Asked once: a SELECT does not change its columns while it runs. */
    private SelectShape shape(LegacyConnections.Session session) throws SQLException {
        SelectShape known = shapes.get(session.timestampsAreUtc());
        return known == null ? askShape(session) : known;
    }

    private SelectShape askShape(LegacyConnections.Session session) throws SQLException {
        String sql = new KeysetQuery(connections.dialect(), select.sql(), List.of()).shape();
        try (Statement statement = session.connection().createStatement();
                ResultSet none = statement.executeQuery(sql)) {
            SelectShape shape = SelectShape.of(none.getMetaData(), session.timestampsAreUtc());
            shapes.put(session.timestampsAreUtc(), shape);
            return shape;
        }
    }

    private KeysetQuery query(List<Column> key) {
        return new KeysetQuery(
                connections.dialect(),
                select.sql(),
                key.stream().map(Column::label).toList());
    }

    private Optional<String> nullKeys(Connection connection, SelectShape shape) throws SQLException {
        List<Column> key = shape.key(select);
        Optional<String> sql = query(key).nullKey(key);
        if (sql.isEmpty()) {
            return Optional.empty();
        }
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql.get())) {
            result.next();
            long nulls = result.getLong(1);
            return nulls == 0
                    ? Optional.empty()
                    : Optional.of(nulls + " rows of " + select.file() + " have a NULL in " + select.key()
                            + ", and rows are read in its order; exclude or repair them, or name another key");
        }
    }

    private void refuseIfNotUnique(Connection connection, Sheet sheet, SegmentKey suspect) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement(sheet.query().count())) {
            for (int i = 0; i < sheet.key().size(); i++) {
                sheet.key().get(i).bind(statement, i + 1, suspect.values().get(i), connections.dialect());
            }
            try (ResultSet result = statement.executeQuery()) {
                result.next();
                if (result.getLong(1) > 1) {
                    throw new LegacyProblem("The key " + select.key() + " of " + select.file()
                            + " is not unique as the database compares it, so rows could be passed over; add a column to "
                            + select.property("key"));
                }
            }
        }
    }
}
