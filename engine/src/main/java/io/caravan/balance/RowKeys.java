package io.caravan.balance;

import io.caravan.crypto.KeyedHash;
import io.caravan.message.DataClass;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/** Names a legacy row without telling its key: the keyed hash that dead letters and findings of the same row share. */
public final class RowKeys {
    private static final int BYTES = 16;

    private final KeyedHash hash;

    public RowKeys(KeyedHash hash) {
        this.hash = hash;
    }

    /** Hexadecimal. */
    public String of(DataClass dataClass, String source, String rowKey) {
        byte[] key = (dataClass.label() + "|" + source + "|" + rowKey).getBytes(StandardCharsets.UTF_8);
        return HexFormat.of().formatHex(Arrays.copyOf(hash.hash("row", key), BYTES));
    }
}
