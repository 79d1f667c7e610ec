package io.caravan.backfill;

import io.caravan.map.Row;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;

/** Rows that wait, in a tenth of the memory: many pages must be able to wait at once, or waiting would set the pace. */
record PackedRows(Row.Columns columns, int count, byte[] bytes) {
    private static final int NULL_VALUE = -1;
    private static final int BUFFER = 16_384;

    static PackedRows of(List<Row> rows) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(rows.size() * 48 + 64);
        Deflater fast = new Deflater(Deflater.BEST_SPEED);
        // Buffered: a deflater that is given single bytes is a hundred times slower.
        try (DataOutputStream data =
                new DataOutputStream(new BufferedOutputStream(new DeflaterOutputStream(out, fast, BUFFER), BUFFER))) {
            for (Row row : rows) {
                data.writeLong(row.versionMicros());
                for (@Nullable String value : row.values()) {
                    write(data, value);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            fast.end();
        }
        return new PackedRows(rows.get(0).columns(), rows.size(), out.toByteArray());
    }

    List<Row> unpack() {
        List<Row> rows = new ArrayList<>(count);
        try (DataInputStream data = new DataInputStream(
                new BufferedInputStream(new InflaterInputStream(new ByteArrayInputStream(bytes)), BUFFER))) {
            for (int i = 0; i < count; i++) {
                long version = data.readLong();
                @Nullable String[] values = new String[columns.names().size()];
                for (int column = 0; column < values.length; column++) {
                    values[column] = read(data);
                }
                rows.add(new Row(columns, values, version));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return rows;
    }

    private static void write(DataOutputStream data, @Nullable String value) throws IOException {
        if (value == null) {
            data.writeInt(NULL_VALUE);
            return;
        }
        byte[] text = value.getBytes(StandardCharsets.UTF_8);
        data.writeInt(text.length);
        data.write(text);
    }

    private static @Nullable String read(DataInputStream data) throws IOException {
        int length = data.readInt();
        return length == NULL_VALUE ? null : new String(data.readNBytes(length), StandardCharsets.UTF_8);
    }
}
