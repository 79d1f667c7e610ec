package io.caravan.backfill;

import io.caravan.ledger.Page;
import io.caravan.map.Mapped;
import io.caravan.map.MappingContext;
import io.caravan.map.Row;
import io.caravan.map.RowMapper;
import io.caravan.message.DataClass;
import io.caravan.message.Rejected;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A page of legacy rows as read: the body of one exchange.
 *
 * @param source name of the legacy database and of its declarations
 * @param segmentId the segment that the ledger marks done with the page
 * @param keyColumns the key's aliases, in keyset order
 * @param terms how its rows stand beside the feed
 */
public record RowPage(
        DataClass dataClass, String source, long segmentId, List<String> keyColumns, List<Row> rows, Terms terms) {
    private static final String PATIENT = "patient_id";

    public RowPage {
        keyColumns = List.copyOf(keyColumns);
        rows = List.copyOf(rows);
    }

    /**
     * How rows stand beside the feed.
     *
     * @param watermark number of the patient that only times the feed: its rows mean nothing
     * @param skewMicros as in {@link Page}
     */
    public record Terms(Optional<String> watermark, long skewMicros) {
        static final Terms NONE = new Terms(Optional.empty(), 0);
    }

    public RowPage(DataClass dataClass, String source, long segmentId, List<String> keyColumns, List<Row> rows) {
        this(dataClass, source, segmentId, keyColumns, rows, Terms.NONE);
    }

    RowPage withRows(List<Row> others) {
        return new RowPage(dataClass, source, segmentId, keyColumns, others, terms);
    }

    /** Maps each row by itself: a row that cannot go on becomes a dead letter and never stops its page. */
    public Page map(RowMapper mapper, MappingContext context) {
        List<Page.Item> items = rows.stream()
                .map(row -> item(new Keyed(rowKey(keyColumns, row), RowJson.write(row), row), mapper, context))
                .toList();
        return new Page(dataClass, source, segmentId, items, terms.skewMicros());
    }

    private Page.Item item(Keyed keyed, RowMapper mapper, MappingContext context) {
        if (terms.watermark().isPresent()
                && keyed.row().find(PATIENT).map(String::strip).equals(terms.watermark())) {
            Mapped nothing = Mapped.excluded(Watermark.RULE);
            return new Page.Item(keyed.rowKey(), keyed.rowJson(), Optional.of(nothing), Optional.empty());
        }
        return map(keyed, mapper, context);
    }

    /** A row with what its dead letter would hold. */
    record Keyed(String rowKey, String rowJson, Row row) {}

    static Page.Item map(Keyed keyed, RowMapper mapper, MappingContext context) {
        Optional<Mapped> mapped = Optional.empty();
        Optional<Rejected> rejected = Optional.empty();
        try {
            mapped = Optional.of(mapper.map(keyed.row(), context));
        } catch (Rejected e) {
            rejected = Optional.of(e);
        } catch (RuntimeException e) {
            // The message of an unforeseen failure may quote the row, so only its kind is kept.
            rejected =
                    Optional.of(new Rejected(207, "mapper-failed", e.getClass().getSimpleName()));
        }
        return new Page.Item(keyed.rowKey(), keyed.rowJson(), mapped, rejected);
    }

    /** Names a row among those of its SELECT. */
    static String rowKey(List<String> keyColumns, Row row) {
        return keyColumns.stream().map(column -> row.find(column).orElse("")).collect(Collectors.joining("|"));
    }

    /** Without the rows: they hold patient data. */
    @Override
    public String toString() {
        return "page of " + rows.size() + " rows of " + dataClass.label() + " from " + source + " (segment " + segmentId
                + ")";
    }
}
