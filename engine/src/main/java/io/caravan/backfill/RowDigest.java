package io.caravan.backfill;

import io.caravan.crypto.KeyedHash;
import io.caravan.map.Row;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
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
        byte[][] names = new byte[order.length][];
        for (int i = 0; i < order.length; i++) {
            names[i] = columns.names().get(order[i]).getBytes(StandardCharsets.UTF_8);
        }
        BigInteger sum = BigInteger.ZERO;
        ByteArrayOutputStream out = new ByteArrayOutputStream(512);
        for (Row row : rows) {
            out.reset();
            for (int i = 0; i < order.length; i++) {
                add(out, names[i]);
                addValue(out, row.values()[order[i]]);
            }
            sum = sum.add(new BigInteger(1, hash.hash(DOMAIN, out.toByteArray())));
        }
        return last32(sum);
    }

    private static void addValue(ByteArrayOutputStream out, @Nullable String value) {
        if (value == null) {
            length(out, NULL_VALUE);
        } else {
            add(out, value.getBytes(StandardCharsets.UTF_8));
        }
    }

    private static void add(ByteArrayOutputStream out, byte[] bytes) {
        length(out, bytes.length);
        out.writeBytes(bytes);
    }

    private static void length(ByteArrayOutputStream out, int length) {
        out.write(length >>> 24);
        out.write(length >>> 16);
        out.write(length >>> 8);
        out.write(length);
    }

    private static byte[] last32(BigInteger sum) {
        byte[] all = sum.toByteArray();
        byte[] digest = new byte[32];
        int taken = Math.min(32, all.length);
        System.arraycopy(all, all.length - taken, digest, 32 - taken, taken);
        return digest;
    }
}
