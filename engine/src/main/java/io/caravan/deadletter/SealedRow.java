package io.caravan.deadletter;

import io.caravan.crypto.Sealer.Place;
import io.caravan.message.DataClass;
import java.nio.charset.StandardCharsets;
import java.util.function.UnaryOperator;

/** What is sealed of a row: its key, a NUL, and its JSON. */
record SealedRow(String rowKey, String rowJson) {

    static byte[] bytes(String rowKey, String rowJson) {
        return (rowKey.replace('\0', ' ') + '\0' + rowJson).getBytes(StandardCharsets.UTF_8);
    }

    static SealedRow of(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        int end = text.indexOf('\0');
        return new SealedRow(text.substring(0, end), text.substring(end + 1));
    }

    byte[] json() {
        return rowJson.getBytes(StandardCharsets.UTF_8);
    }

    /** The same row with its JSON changed, as bytes to be sealed. */
    byte[] with(UnaryOperator<byte[]> change) {
        return bytes(rowKey, new String(change.apply(json()), StandardCharsets.UTF_8));
    }

    /** @param version 0 = as read, else an edit */
    static Place place(DataClass dataClass, String rowKeyHash, int version) {
        return new Place("row/1", dataClass.label(), rowKeyHash, version);
    }
}
