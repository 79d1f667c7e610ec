package io.caravan.backfill;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The SQL around a legacy SELECT. A key of several columns is compared column by column, because not every database has row
 * values; the first column's own bound is said once more, so that an index can serve the range.
 */
record KeysetQuery(Dialect dialect, String select, List<String> keyLabels) {

    /**
     * What of the rows a page holds.
     *
     * @param keysOnly only the key's columns, in its order
     * @param newerThan label of a column to be compared with a bound; rows without a value in it are in the page too
     */
    record Part(boolean keysOnly, Optional<String> newerThan) {
        static final Part ALL = new Part(false, Optional.empty());
    }

    /** Rows after {@code from} (exclusive) up to {@code to} (inclusive), in key order; the part's bound is the last parameter. */
    String page(boolean from, boolean to, int limit, Part part) {
        String ordered = range(from, to, part) + "\norder by " + String.join(", ", quoted());
        String columns = part.keysOnly() ? String.join(", ", quoted()) : "*";
        return dialect.limited("select " + columns + " " + ordered, limit);
    }

    /** How many rows there are after {@code from}. */
    String countAfter(boolean from, Part part) {
        return "select count(*) " + range(from, false, part);
    }

    /** What the database supposes that to be, without reading rows; empty where it cannot be asked. */
    Optional<String> explainAfter(boolean from, Part part) {
        return dialect.explaining().map(explain -> explain + " select 1 " + range(from, false, part));
    }

    private String range(boolean from, boolean to, Part part) {
        List<String> conditions = new ArrayList<>(3);
        if (from) {
            conditions.add(beyond(">", ">"));
        }
        if (to) {
            conditions.add(beyond("<", "<="));
        }
        part.newerThan()
                .map(dialect::quoted)
                .ifPresent(label -> conditions.add("(" + label + " >= ? or " + label + " is null)"));
        String where = conditions.isEmpty() ? "" : "\nwhere " + String.join("\n  and ", conditions);
        return from().concat(where);
    }

    /** The indexes of the key columns in the order of a bound's parameters. */
    List<Integer> parameters() {
        List<Integer> order = new ArrayList<>();
        if (keyLabels.size() > 1) {
            order.add(0);
        }
        for (int last = 0; last < keyLabels.size(); last++) {
            for (int i = 0; i <= last; i++) {
                order.add(i);
            }
        }
        return order;
    }

    /** Whether any row has a NULL in its key: keyset paging would pass it over. */
    Optional<String> nullKey(List<Column> keyColumns) {
        List<String> conditions = keyColumns.stream()
                .filter(Column::nullable)
                .map(column -> dialect.quoted(column.label()) + " is null")
                .toList();
        if (conditions.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of("select count(*) " + from() + "\nwhere " + String.join(" or ", conditions));
    }

    /** How many rows the database itself holds to have one key. */
    String count() {
        return "select count(*) " + from() + "\nwhere "
                + String.join(
                        " and ", quoted().stream().map(name -> name + " = ?").toList());
    }

    /** No rows, only the columns. */
    String shape() {
        return "select * " + from() + "\nwhere 1 = 0";
    }

    /** The line break ends a comment that the SELECT may end with. */
    private String from() {
        return "from (\n" + select + "\n) caravan_page";
    }

    private String beyond(String strict, String last) {
        List<String> names = quoted();
        List<String> ways = new ArrayList<>(names.size());
        for (int end = 0; end < names.size(); end++) {
            StringBuilder way = new StringBuilder();
            for (int i = 0; i < end; i++) {
                way.append(names.get(i)).append(" = ? and ");
            }
            way.append(names.get(end))
                    .append(' ')
                    .append(end == names.size() - 1 ? last : strict)
                    .append(" ?");
            ways.add("(" + way + ")");
        }
        String any = String.join(" or ", ways);
        return names.size() == 1 ? any : "(" + names.get(0) + " " + strict.charAt(0) + "= ? and (" + any + "))";
    }

    private List<String> quoted() {
        return keyLabels.stream().map(dialect::quoted).toList();
    }
}
