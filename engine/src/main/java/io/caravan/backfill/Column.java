package io.caravan.backfill;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.Locale;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * One column of a legacy SELECT.
 *
 * @param position from 1
 * @param label as the database gives it
 * @param alias its lower-case form: the name in the contract
 */
record Column(int position, String label, String alias, Kind kind, boolean nullable) {

    /** What its values are, as far as their text depends on it. */
    enum Kind {
        NUMBER,
        FLOAT,
        TRUTH,
        DATE,
        /** Date and time without an offset. */
        LOCAL,
        /** Date and time with an offset, or known to be an instant. */
        INSTANT,
        /** Padded with blanks to its length. */
        PADDED,
        BYTES,
        TEXT
    }

    static Column of(ResultSetMetaData meta, int position, boolean timestampsAreInstants) throws SQLException {
        String label = meta.getColumnLabel(position);
        Kind kind = kind(meta.getColumnType(position), meta.getColumnTypeName(position), timestampsAreInstants);
        boolean nullable = meta.isNullable(position) != ResultSetMetaData.columnNoNulls;
        return new Column(position, label, label.toLowerCase(Locale.ROOT), kind, nullable);
    }

    private static Kind kind(int type, String typeName, boolean timestampsAreInstants) {
        String name = typeName.toLowerCase(Locale.ROOT);
        if (name.equals("bool") || name.equals("boolean")) {
            return Kind.TRUTH;
        }
        return switch (type) {
            case Types.TINYINT, Types.SMALLINT, Types.INTEGER, Types.BIGINT, Types.DECIMAL, Types.NUMERIC ->
                Kind.NUMBER;
            case Types.REAL, Types.FLOAT, Types.DOUBLE -> Kind.FLOAT;
            case Types.BOOLEAN, Types.BIT -> Kind.TRUTH;
            case Types.DATE -> Kind.DATE;
            case Types.TIMESTAMP ->
                name.equals("timestamptz") || (timestampsAreInstants && name.startsWith("timestamp"))
                        ? Kind.INSTANT
                        : Kind.LOCAL;
            case Types.TIMESTAMP_WITH_TIMEZONE -> Kind.INSTANT;
            case Types.CHAR, Types.NCHAR -> Kind.PADDED;
            case Types.BINARY, Types.VARBINARY, Types.LONGVARBINARY, Types.BLOB -> Kind.BYTES;
            default -> Kind.TEXT;
        };
    }

    /** The value in the form that {@link io.caravan.map.Row} promises; null = SQL NULL. */
    @Nullable
    String text(ResultSet rows, ZoneId zone) throws SQLException {
        return switch (kind) {
            case TRUTH -> truth(rows);
            case BYTES -> bytesAsText(rows.getBytes(position));
            case INSTANT -> instant(rows, zone);
            case NUMBER, FLOAT -> plain(rows.getString(position));
            case DATE -> date(rows.getString(position));
            case LOCAL -> local(rows.getString(position));
            case PADDED -> stripped(rows.getString(position));
            case TEXT -> rows.getString(position);
        };
    }

    /** The value in a form from which {@link #bind} gives the database exactly the same value. */
    String keyText(ResultSet rows) throws SQLException {
        byte @Nullable [] bytes = kind == Kind.BYTES ? rows.getBytes(position) : null;
        String text = bytes == null ? rows.getString(position) : HexFormat.of().formatHex(bytes);
        if (text == null) {
            throw new LegacyProblem("Key column \"" + alias + "\" has a NULL; a key column never has");
        }
        return text;
    }

    void bind(PreparedStatement statement, int parameter, String keyText, Dialect dialect) throws SQLException {
        if (dialect == Dialect.POSTGRESQL) {
            // As a literal of no type, it takes the column's, so that the index serves and nothing is rounded.
            statement.setObject(parameter, kind == Kind.BYTES ? "\\x" + keyText : keyText, Types.OTHER);
            return;
        }
        switch (kind) {
            case NUMBER -> bindNumber(statement, parameter, new BigDecimal(keyText));
            case FLOAT -> statement.setDouble(parameter, Double.parseDouble(keyText));
            case BYTES -> statement.setBytes(parameter, HexFormat.of().parseHex(keyText));
            case TRUTH, DATE, LOCAL, INSTANT, PADDED, TEXT -> statement.setString(parameter, keyText);
        }
    }

    private static void bindNumber(PreparedStatement statement, int parameter, BigDecimal number) throws SQLException {
        if (number.scale() <= 0 && number.abs().compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) <= 0) {
            statement.setLong(parameter, number.longValueExact());
        } else {
            statement.setBigDecimal(parameter, number);
        }
    }

    private @Nullable String truth(ResultSet rows) throws SQLException {
        boolean value = rows.getBoolean(position);
        return rows.wasNull() ? null : Boolean.toString(value);
    }

    private @Nullable String instant(ResultSet rows, ZoneId zone) throws SQLException {
        String raw = rows.getString(position);
        if (raw == null || raw.startsWith("0000-00-00") || raw.endsWith("infinity")) {
            return null;
        }
        // The text first: MariaDB's driver would read an instant in the zone of this machine.
        OptionalLong micros = LegacyTime.micros(raw, ZoneOffset.UTC);
        OffsetDateTime time = micros.isPresent()
                ? LegacyTime.instantOf(micros.getAsLong()).atOffset(ZoneOffset.UTC)
                : rows.getObject(position, OffsetDateTime.class);
        return time == null ? null : LegacyTime.instant(time, zone).orElse(null);
    }

    private static @Nullable String date(@Nullable String raw) {
        return raw == null ? null : LegacyTime.date(raw).orElse(null);
    }

    private static @Nullable String local(@Nullable String raw) {
        return raw == null ? null : LegacyTime.local(raw).orElse(null);
    }

    private static @Nullable String stripped(@Nullable String raw) {
        return raw == null ? null : raw.stripTrailing();
    }

    private static @Nullable String plain(@Nullable String raw) {
        if (raw == null || (raw.indexOf('e') < 0 && raw.indexOf('E') < 0)) {
            return raw;
        }
        return new BigDecimal(raw).toPlainString();
    }

    /** Old schemas keep text in binary columns: UTF-8 where it is, else Latin-1, which takes every byte. */
    private static @Nullable String bytesAsText(byte @Nullable [] bytes) {
        if (bytes == null) {
            return null;
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            return new String(bytes, StandardCharsets.ISO_8859_1);
        }
    }
}
