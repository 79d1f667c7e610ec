package io.caravan.backfill;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** A key's values, as {@link Column#keyText} gives them: one bound of a segment. */
record SegmentKey(List<String> values) {
    private static final Pattern MARKS = Pattern.compile("\\p{M}+");

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

    /** Whether a database might hold both to be equal: many compare without case, accents and blanks at the end. */
    boolean looksLike(SegmentKey other) {
        for (int i = 0; i < values.size(); i++) {
            if (!looksLike(values.get(i), other.values.get(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean looksLike(String one, String other) {
        if (isAscii(one) && isAscii(other)) {
            return one.stripTrailing().equalsIgnoreCase(other.stripTrailing());
        }
        return folded(one).equals(folded(other));
    }

    private static boolean isAscii(String text) {
        return text.chars().allMatch(c -> c < 0x80);
    }

    private static String folded(String text) {
        return MARKS.matcher(Normalizer.normalize(text, Normalizer.Form.NFKD))
                .replaceAll("")
                .toUpperCase(Locale.ROOT)
                .toLowerCase(Locale.ROOT)
                .stripTrailing();
    }

    /** Without the values: a key may be a patient's number. */
    @Override
    public String toString() {
        return "key of " + values.size() + " columns";
    }
}
