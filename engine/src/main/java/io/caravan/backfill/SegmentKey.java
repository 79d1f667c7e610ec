package io.caravan.backfill;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A key's values, as {@link Column#keyText} gives them: one bound of a segment. */
record SegmentKey(List<String> values) {

    SegmentKey {
        values = List.copyOf(values);
    }

    /** Each value with its length before it. */
    byte[] bytes() {
        List<byte[]> parts = values.stream()
                .map(value -> value.getBytes(StandardCharsets.UTF_8))
                .toList();
        ByteBuffer out = ByteBuffer.allocate(
                parts.stream().mapToInt(part -> 4 + part.length).sum());
        parts.forEach(part -> out.putInt(part.length).put(part));
        return out.array();
    }

    static SegmentKey of(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        List<String> values = new ArrayList<>();
        while (in.hasRemaining()) {
            byte[] part = new byte[in.getInt()];
            in.get(part);
            values.add(new String(part, StandardCharsets.UTF_8));
        }
        return new SegmentKey(values);
    }

    /** Without the values: a key may be a patient's number. */
    @Override
    public String toString() {
        return "key of " + values.size() + " columns";
    }
}
