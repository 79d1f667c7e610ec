package io.caravan.ledger;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Several statements in one round trip: the driver sends them together, the server runs them one after the other. */
final class Pipeline {
    private final List<String> statements = new ArrayList<>();
    private final List<Object> parameters = new ArrayList<>();
    private final List<Count> counts = new ArrayList<>();
    private final List<Reader> readers = new ArrayList<>();

    /** What an update did. */
    @FunctionalInterface
    interface Count {
        void was(int rows);
    }

    /** Takes the rows of a select. */
    @FunctionalInterface
    interface Reader {
        void read(ResultSet rows) throws SQLException;
    }

    boolean isEmpty() {
        return statements.isEmpty();
    }

    Pipeline update(String sql, Count count, Object... values) {
        add(sql, values);
        counts.add(count);
        readers.add(rows -> {});
        return this;
    }

    Pipeline select(String sql, Reader reader, Object... values) {
        add(sql, values);
        counts.add(rows -> {});
        readers.add(reader);
        return this;
    }

    void run(Connection connection) throws SQLException {
        if (statements.isEmpty()) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement(String.join(";\n", statements))) {
            for (int i = 0; i < parameters.size(); i++) {
                statement.setObject(i + 1, parameters.get(i));
            }
            boolean isResultSet = statement.execute();
            for (int i = 0; i < statements.size(); i++) {
                if (isResultSet) {
                    try (ResultSet rows = statement.getResultSet()) {
                        readers.get(i).read(rows);
                    }
                } else {
                    counts.get(i).was(statement.getUpdateCount());
                }
                isResultSet = statement.getMoreResults();
            }
        }
    }

    private void add(String sql, Object... values) {
        statements.add(sql.strip());
        parameters.addAll(List.of(values));
    }
}
