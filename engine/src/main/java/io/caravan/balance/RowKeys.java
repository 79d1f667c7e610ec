package io.caravan.balance;

import io.caravan.crypto.KeyedHash;
import io.caravan.message.DataClass;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/** Names a legacy row without telling its key: the keyed hash that dead letters, findings and traces of the same row share. */
public final class RowKeys {
    public static final int BYTES = 16;

    private final KeyedHash hash;

    public RowKeys(KeyedHash hash) {
        this.hash = hash;
    }

    /** Hexadecimal. */
    public String of(DataClass dataClass, String source, String rowKey) {
        return HexFormat.of().formatHex(bytes(dataClass, source, rowKey));
    }

    /** The same in {@link #BYTES} bytes. */
    public byte[] bytes(DataClass dataClass, String source, String rowKey) {
        byte[] key = (dataClass.label() + "|" + source + "|" + rowKey).getBytes(StandardCharsets.UTF_8);
        return Arrays.copyOf(hash.hash("row", key), BYTES);
    }
}
