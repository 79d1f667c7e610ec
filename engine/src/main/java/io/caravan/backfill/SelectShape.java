package io.caravan.backfill;

import io.caravan.map.Row;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The columns of a legacy SELECT as the database itself describes them. */
record SelectShape(List<Column> columns) {

    SelectShape {
        columns = List.copyOf(columns);
    }

    static SelectShape of(ResultSetMetaData meta, boolean timestampsAreInstants) throws SQLException {
        List<Column> columns = new ArrayList<>(meta.getColumnCount());
        for (int position = 1; position <= meta.getColumnCount(); position++) {
            columns.add(Column.of(meta, position, timestampsAreInstants));
        }
        return new SelectShape(columns);
    }

    /** The shape of a SELECT of these columns alone. */
    SelectShape only(List<Column> chosen) {
        List<Column> alone = new ArrayList<>(chosen.size());
        for (Column column : chosen) {
            alone.add(new Column(alone.size() + 1, column.label(), column.alias(), column.kind(), column.nullable()));
        }
        return new SelectShape(alone);
    }

    Row.Columns names() {
        return new Row.Columns(columns.stream().map(Column::alias).toList());
    }

    Optional<Column> find(String alias) {
        return columns.stream().filter(column -> column.alias().equals(alias)).findFirst();
    }

    /** @throws LegacyProblem when the SELECT has no such column */
    List<Column> key(LegacySelect select) {
        return select.key().stream()
                .map(alias -> find(alias)
                        .orElseThrow(() -> new LegacyProblem(select.file() + " has no column \"" + alias + "\", but "
                                + select.property("key") + " names it; add the alias or name another column")))
                .toList();
    }

    /** Everything about the columns that is not as the class's contract says. */
    List<String> problems(LegacySelect select) {
        List<String> problems = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (Column column : columns) {
            if (!seen.add(column.alias())) {
                problems.add(select.file() + " has two columns \"" + column.alias() + "\"; give each its own alias");
            }
        }
        for (String required : sorted(select.columns().required())) {
            if (!seen.contains(required)) {
                problems.add(select.file() + " has no column \"" + required + "\", which "
                        + select.dataClass().label() + " needs; add \"... as " + required + "\" to the SELECT");
            }
        }
        for (String key : select.key()) {
            if (!seen.contains(key)) {
                problems.add(select.file() + " has no column \"" + key + "\", but " + select.property("key")
                        + " names it; add the alias or name another column");
            }
        }
        select.version().ifPresent(version -> versionProblem(select, version).ifPresent(problems::add));
        return problems;
    }

    private Optional<String> versionProblem(LegacySelect select, String version) {
        Optional<Column> column = find(version);
        if (column.isEmpty()) {
            return Optional.of(select.file() + " has no column \"" + version + "\", but " + select.property("version")
                    + " names it; add the alias, or drop the property if rows carry no time of change");
        }
        return switch (column.get().kind()) {
            case DATE, LOCAL, INSTANT, TEXT, PADDED, NUMBER -> Optional.empty();
            case FLOAT, TRUTH, BYTES ->
                Optional.of("Column \"" + version + "\" of " + select.file()
                        + " is no date or time, so it cannot say which of a row and a message is newer; convert it in the"
                        + " SELECT, or drop " + select.property("version"));
        };
    }

    /**
     * Columns that look like a slip of the pen: the mapper does not know them, but knows one that is almost the same and is not
     * there. Other columns that it does not know do no harm.
     */
    List<String> slips(LegacySelect select) {
        List<String> present = columns.stream().map(Column::alias).toList();
        List<String> slips = new ArrayList<>();
        for (String alias : present) {
            if (!select.columns().known().contains(alias)) {
                sorted(select.columns().known()).stream()
                        .filter(known -> !present.contains(known) && Spelling.isClose(alias, known))
                        .findFirst()
                        .ifPresent(known -> slips.add(select.file() + " has a column \"" + alias + "\", which "
                                + select.dataClass().label() + " does not know; should it be \"" + known + "\"?"));
            }
        }
        return slips;
    }

    private static List<String> sorted(Set<String> names) {
        return names.stream().sorted().toList();
    }
}
