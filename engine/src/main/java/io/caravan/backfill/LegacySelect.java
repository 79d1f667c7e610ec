package io.caravan.backfill;

import io.caravan.map.RowColumns;
import io.caravan.message.DataClass;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What is read for a class from a legacy database: {@code backfill.<class>.<name>.sql|key|version|page}.
 *
 * @param source name of the legacy database
 * @param key aliases in keyset order; together unique and never NULL
 * @param version alias of the column that says when a row was last changed
 * @param columns what the class's mapper reads
 */
public record LegacySelect(
        DataClass dataClass,
        String source,
        SqlFile sqlFile,
        List<String> key,
        Optional<String> version,
        PageSize pageSize,
        RowColumns columns) {
    private static final int MAX_KEY_COLUMNS = 8;

    public LegacySelect {
        key = List.copyOf(key);
        if (key.isEmpty() || key.size() > MAX_KEY_COLUMNS) {
            throw new IllegalArgumentException("backfill." + dataClass.label() + "." + source + ".key names "
                    + key.size() + " columns; it should name 1 to " + MAX_KEY_COLUMNS);
        }
        if (Set.copyOf(key).size() < key.size()) {
            throw new IllegalArgumentException(
                    "backfill." + dataClass.label() + "." + source + ".key names a column twice: " + key);
        }
    }

    /** @param rows of one page, which is one transaction */
    public record PageSize(int rows) {
        public static final PageSize DEFAULT = new PageSize(1000);
        private static final int MAX_ROWS = 50_000;

        public PageSize {
            if (rows < 1 || rows > MAX_ROWS) {
                throw new IllegalArgumentException("A page has " + rows + " rows; 1 to " + MAX_ROWS + " are right");
            }
        }
    }

    /**
     * One SELECT; Caravan adds range and order around it.
     *
     * @param name names it in messages
     */
    public record SqlFile(String name, String sql) {
        public SqlFile {
            sql = withoutTerminator(sql);
            if (sql.isEmpty()) {
                throw new IllegalArgumentException(name + " is empty; it should hold one SELECT");
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

    String file() {
        return sqlFile.name();
    }

    String sql() {
        return sqlFile.sql();
    }

    /** The configuration key, for messages. */
    String property(String what) {
        return "backfill." + dataClass.label() + "." + source + "." + what;
    }
}
