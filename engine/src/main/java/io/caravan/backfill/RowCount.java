package io.caravan.backfill;

import io.caravan.backfill.Backfill.Size;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/** Counts the rows that are ahead, or, where that takes too long, asks the database what it supposes. */
final class RowCount {
    private static final String CANCELLED_IN_POSTGRESQL = "57014";
    private static final String CANCELLED_IN_MARIADB = "70100";
    private final Connection connection;
    private final Dialect dialect;

    RowCount(Connection connection, Dialect dialect) {
        this.connection = connection;
        this.dialect = dialect;
    }

    /** @param after whether only those after a key are meant */
    record Rows(KeysetQuery query, boolean after, KeysetQuery.Part part) {}

    interface Binding {
        void bind(PreparedStatement statement) throws SQLException;
    }

    Optional<Size> of(Rows rows, Duration limit, Binding binding) throws SQLException {
        if (limit.toSeconds() > 0) {
            Optional<Size> counted = count(rows, limit, binding);
            if (counted.isPresent()) {
                return counted;
            }
            connection.rollback();
        }
        return supposed(rows, binding);
    }

    private Optional<Size> count(Rows rows, Duration limit, Binding binding) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement(rows.query().countAfter(rows.after(), rows.part()))) {
            statement.setQueryTimeout((int) limit.toSeconds());
            binding.bind(statement);
            try (ResultSet result = statement.executeQuery()) {
                result.next();
                return Optional.of(new Size(result.getLong(1), true));
            }
        } catch (SQLException e) {
            if (tookTooLong(e)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private Optional<Size> supposed(Rows rows, Binding binding) throws SQLException {
        Optional<String> explain = rows.query().explainAfter(rows.after(), rows.part());
        if (explain.isEmpty()) {
            return Optional.empty();
        }
        try (PreparedStatement statement = connection.prepareStatement(explain.get())) {
            binding.bind(statement);
            try (ResultSet result = statement.executeQuery()) {
                OptionalLong supposed = dialect.supposed(result);
                return supposed.isPresent() ? Optional.of(new Size(supposed.getAsLong(), false)) : Optional.empty();
            }
        }
    }

    private static boolean tookTooLong(SQLException e) {
        String state = String.valueOf(e.getSQLState());
        return e instanceof SQLTimeoutException
                || state.equals(CANCELLED_IN_POSTGRESQL)
                || state.equals(CANCELLED_IN_MARIADB);
    }
}
