package io.caravan.deadletter;

import io.caravan.crypto.KeyedHash;
import io.caravan.deadletter.LetterFilter.Signature;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/** Filters as conditions of SQL. Numbers are hashed here: they never meet the database in clear. */
public final class LetterConditions {
    private final LetterKeys keys;

    public LetterConditions(KeyedHash hash) {
        this.keys = new LetterKeys(hash);
    }

    /**
     * A condition and what is to be bound in it.
     *
     * @param sql e.g. {@code true and letter.state in (0)}
     */
    public record Condition(String sql, List<Object> values) {
        public Condition {
            values = List.copyOf(values);
        }

        /** @return the next parameter's number */
        public int bind(PreparedStatement statement, int first) throws SQLException {
            int next = first;
            for (Object value : values) {
                statement.setObject(next++, value);
            }
            return next;
        }
    }

    /** On a table {@code dead_letter as letter}. */
    public Condition of(LetterFilter filter) {
        Terms terms = new Terms();
        terms.oneOf("letter.state", filter.states());
        if (!filter.signature().isAny()) {
            Condition group = group(filter.signature());
            terms.sql
                    .append(" and letter.group_id in (select known.id from dead_letter_group as known where ")
                    .append(group.sql())
                    .append(')');
            terms.values.addAll(group.values());
        }
        terms.equal("letter.message_type", filter.messageType());
        terms.equal("letter.assignee", filter.assignee());
        named(terms, filter.named());
        filter.period().since().ifPresent(since -> terms.compare("letter.first_seen >= ?", since));
        filter.period().until().ifPresent(until -> terms.compare("letter.first_seen < ?", until));
        return terms.condition();
    }

    private void named(Terms terms, LetterFilter.Named named) {
        terms.equal("letter.control_id", named.controlId());
        terms.equal("letter.row_key", named.rowKey());
        named.numbers().forEach((number, value) -> {
            terms.sql.append(" and letter.id in (select letter_id from dead_letter_key where kind = ? and hash = ?)");
            terms.values.add((short) number.ordinal());
            terms.values.add(keys.hash(number, value));
        });
    }

    /** On a table {@code dead_letter_group as known}. */
    Condition group(Signature signature) {
        Terms terms = new Terms();
        terms.oneOf("known.data_class", signature.classes());
        terms.oneOf("known.cause", signature.causes());
        terms.equal("known.code", signature.code());
        terms.equal("known.source", signature.source());
        terms.equal("split_part(known.place, ' ', 1)", signature.step());
        terms.equal("known.place", signature.place());
        if (signature.group() != 0) {
            terms.sql.append(" and known.id = ?");
            terms.values.add(signature.group());
        }
        return terms.condition();
    }

    private static final class Terms {
        private final StringBuilder sql = new StringBuilder("true");
        private final List<Object> values = new ArrayList<>();

        void equal(String column, String value) {
            if (!value.isEmpty()) {
                sql.append(" and ").append(column).append(" = ?");
                values.add(value);
            }
        }

        void oneOf(String column, Collection<? extends Enum<?>> any) {
            if (!any.isEmpty()) {
                sql.append(" and ")
                        .append(column)
                        .append(any.stream()
                                .map(one -> Integer.toString(one.ordinal()))
                                .sorted()
                                .collect(Collectors.joining(", ", " in (", ")")));
            }
        }

        void compare(String term, Instant at) {
            sql.append(" and ").append(term);
            values.add(Timestamp.from(at));
        }

        Condition condition() {
            return new Condition(sql.toString(), values);
        }
    }
}
