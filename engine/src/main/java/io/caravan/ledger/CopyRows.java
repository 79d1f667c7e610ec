package io.caravan.ledger;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.postgresql.copy.CopyManager;
import org.postgresql.core.BaseConnection;
import org.postgresql.util.ByteStreamWriter;

/** Rows in PostgreSQL's binary COPY format: the cheapest way in, for both sides. */
final class CopyRows {
    private static final byte[] SIGNATURE = "PGCOPY\n\u00ff\r\n\0".getBytes(StandardCharsets.ISO_8859_1);
    private static final Instant EPOCH = Instant.parse("2000-01-01T00:00:00Z");

    private byte[] buffer;
    private int size;

    CopyRows(int expectedBytes) {
        buffer = new byte[expectedBytes];
        raw(SIGNATURE);
        fourBytes(0);
        fourBytes(0);
    }

    CopyRows row(int columns) {
        return twoBytes(columns);
    }

    CopyRows uuid(@Nullable UUID value) {
        if (value == null) {
            return fourBytes(-1);
        }
        fourBytes(16);
        eightBytes(value.getMostSignificantBits());
        return eightBytes(value.getLeastSignificantBits());
    }

    CopyRows int4(int value) {
        fourBytes(4);
        return fourBytes(value);
    }

    CopyRows int2(int value) {
        fourBytes(2);
        return twoBytes(value);
    }

    CopyRows int8(long value) {
        fourBytes(8);
        return eightBytes(value);
    }

    CopyRows timestamp(Instant value) {
        return int8(ChronoUnit.MICROS.between(EPOCH, value));
    }

    CopyRows bytes(byte @Nullable [] value) {
        if (value == null) {
            return fourBytes(-1);
        }
        fourBytes(value.length);
        return raw(value);
    }

    /** @param table with its columns in parentheses, in the order of the values */
    long into(String table, Connection connection) throws SQLException {
        twoBytes(-1);
        try {
            return new CopyManager(connection.unwrap(BaseConnection.class))
                    .copyIn("copy " + table + " from stdin (format binary)", new Content());
        } catch (IOException e) {
            throw new SQLException("the connection broke while copying", "08006", e);
        }
    }

    private CopyRows twoBytes(int value) {
        ensure(2);
        buffer[size++] = (byte) (value >>> 8);
        buffer[size++] = (byte) value;
        return this;
    }

    private CopyRows fourBytes(int value) {
        ensure(4);
        buffer[size++] = (byte) (value >>> 24);
        buffer[size++] = (byte) (value >>> 16);
        buffer[size++] = (byte) (value >>> 8);
        buffer[size++] = (byte) value;
        return this;
    }

    private CopyRows eightBytes(long value) {
        fourBytes((int) (value >>> 32));
        return fourBytes((int) value);
    }

    private CopyRows raw(byte[] value) {
        ensure(value.length);
        System.arraycopy(value, 0, buffer, size, value.length);
        size += value.length;
        return this;
    }

    private void ensure(int more) {
        if (size + more > buffer.length) {
            buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, size + more));
        }
    }

    private final class Content implements ByteStreamWriter {
        @Override
        public int getLength() {
            return size;
        }

        @Override
        public void writeTo(ByteStreamTarget target) throws IOException {
            OutputStream out = target.getOutputStream();
            out.write(buffer, 0, size);
        }
    }
}
