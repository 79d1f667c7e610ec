package io.caravan.backfill;

import io.caravan.crypto.KeyedHash;
import io.caravan.map.Row;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What a page held, in 32 bytes: the sum of its rows' keyed hashes modulo 2^256. A sum and not an exclusive or, so that a row
 * that comes twice does not cancel itself; independent of the order of rows and columns.
 */
final class RowDigest {
    private static final String DOMAIN = "backfill-row";
    private static final int NULL_VALUE = -1;
    private final KeyedHash hash;

    RowDigest(KeyedHash hash) {
        this.hash = hash;
    }

    byte[] of(List<Row> rows) {
        if (rows.isEmpty()) {
            return new byte[32];
        }
        Row.Columns columns = rows.get(0).columns();
        int[] order = IntStream.range(0, columns.names().size())
                .boxed()
                .sorted(Comparator.comparing(columns.names()::get))
                .mapToInt(Integer::intValue)
                .toArray();
        BigInteger sum = BigInteger.ZERO;
        for (Row row : rows) {
            sum = sum.add(new BigInteger(1, hash.hash(DOMAIN, canonical(row, order))));
        }
        return last32(sum);
    }

    private static byte[] canonical(Row row, int[] order) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(256);
        for (int column : order) {
            add(out, row.columns().names().get(column));
            add(out, row.values()[column]);
        }
        return out.toByteArray();
    }

    private static void add(ByteArrayOutputStream out, @Nullable String part) {
        byte[] bytes = part == null ? new byte[0] : part.getBytes(StandardCharsets.UTF_8);
        int length = part == null ? NULL_VALUE : bytes.length;
        out.writeBytes(ByteBuffer.allocate(4).putInt(length).array());
        out.writeBytes(bytes);
    }

    private static byte[] last32(BigInteger sum) {
        byte[] all = sum.toByteArray();
        byte[] digest = new byte[32];
        int taken = Math.min(32, all.length);
        System.arraycopy(all, all.length - taken, digest, 32 - taken, taken);
        return digest;
    }
}
