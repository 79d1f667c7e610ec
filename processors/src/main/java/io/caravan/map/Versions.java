package io.caravan.map;

import io.caravan.fold.Version;
import io.caravan.hl7.Hl7Message;
import io.caravan.hl7.Segment;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * When a record was decided, which is what makes it win or lose: ADT by EVN-2, orders and pharmacy by ORC-9, results by OBR-22,
 * each else by MSH-7; rows by their version column. At equal times a message is newer than a row; equal ones are ordered by
 * content, so that the order is total.
 */
public final class Versions {
    private Versions() {}

    /** EVN-2, else MSH-7. */
    public static Version ofAdt(Hl7Message message, Mapping mapping) {
        return first(message, mapping, message.first("EVN").text(2), "EVN-2");
    }

    /** ORC-9 of this order, else MSH-7. */
    public static Version ofOrder(Hl7Message message, Segment orc, Mapping mapping) {
        return first(message, mapping, orc.text(9), "ORC-9");
    }

    /** OBR-22 of this report, else MSH-7. */
    public static Version ofResult(Hl7Message message, Segment obr, Mapping mapping) {
        return first(message, mapping, obr.text(22), "OBR-22");
    }

    /** Any other time of the message, else MSH-7; {@code place} is the field of {@code value}. */
    public static Version first(Hl7Message message, Mapping mapping, String value, String place) {
        OptionalLong micros = mapping.times().micros(value);
        if (micros.isEmpty()) {
            if (!value.isEmpty()) {
                mapping.finding("invalid-time", place);
            }
            micros = mapping.times().micros(message.msh().text(7));
        }
        if (micros.isEmpty()) {
            // Nobody knows when it was decided: it may fill what nobody has said, and overrides nothing.
            mapping.finding("no-version-time", "MSH-7");
        }
        return new Version(Version.OWNER, micros.orElse(0), tie(message));
    }

    public static Version ofRow(Row row) {
        long hash = FNV_OFFSET;
        for (@Nullable String value : row.values()) {
            hash = hash(value == null ? "\u0000" : value, hash);
        }
        return new Version(Version.OWNER, row.versionMicros(), hash & ~MESSAGE);
    }

    /**
     * At equal times a message outranks a row: both may show one second, but the message tells what happened in it, and the row
     * may have been read before.
     */
    private static final long MESSAGE = 1L << 63;

    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    private static long tie(Hl7Message message) {
        long hash = FNV_OFFSET;
        for (Segment segment : message.segments()) {
            hash = hash(segment.line(), hash);
        }
        return hash | MESSAGE;
    }

    private static long hash(String text, long start) {
        long hash = start;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * FNV_PRIME;
        }
        return (hash ^ 0x1F) * FNV_PRIME;
    }
}
