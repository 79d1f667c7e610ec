package io.caravan.backfill;

import io.caravan.message.DataClass;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What is read for a class from a legacy database: {@code backfill.<class>.<name>.sql|key|version|page-rows}.
 *
 * @param source name of the legacy database
 * @param file names the SELECT in messages
 * @param sql one SELECT; Caravan adds range and order around it
 * @param key aliases in keyset order; together unique and never NULL
 * @param version alias of the column that says when a row was last changed
 */
public record LegacySelect(
        DataClass dataClass,
        String source,
        String file,
        String sql,
        List<String> key,
        Optional<String> version,
        PageShape shape) {
    private static final int MAX_KEY_COLUMNS = 8;

    public LegacySelect {
        sql = withoutTerminator(sql);
        key = List.copyOf(key);
        if (sql.isEmpty()) {
            throw new IllegalArgumentException(file + " is empty; it should hold one SELECT");
        }
        if (key.isEmpty() || key.size() > MAX_KEY_COLUMNS) {
            throw new IllegalArgumentException("backfill." + dataClass.label() + "." + source + ".key names "
                    + key.size() + " columns; it should name 1 to " + MAX_KEY_COLUMNS);
        }
        if (Set.copyOf(key).size() < key.size()) {
            throw new IllegalArgumentException(
                    "backfill." + dataClass.label() + "." + source + ".key names a column twice: " + key);
        }
    }

    /**
     * How large pages are and which columns the class's mapper reads.
     *
     * @param pageRows rows of one page, which is one transaction
     * @param required aliases without which no row can be mapped
     * @param known every alias the mapper reads; empty = not checked
     */
    public record PageShape(int pageRows, Set<String> required, Set<String> known) {
        public static final int DEFAULT_PAGE_ROWS = 1000;
        private static final int MAX_PAGE_ROWS = 50_000;

        public PageShape {
            required = Set.copyOf(required);
            known = Set.copyOf(known);
            if (pageRows < 1 || pageRows > MAX_PAGE_ROWS) {
                throw new IllegalArgumentException(
                        "A page has " + pageRows + " rows; 1 to " + MAX_PAGE_ROWS + " are right");
            }
        }
    }

    private static String withoutTerminator(String sql) {
        String text = sql.strip();
        while (text.endsWith(";")) {
            text = text.substring(0, text.length() - 1).strip();
        }
        return text;
    }
}
