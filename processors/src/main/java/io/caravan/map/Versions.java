package io.caravan.map;

import io.caravan.fold.Version;
import io.caravan.hl7.Hl7Message;
import io.caravan.hl7.Hl7Time;
import io.caravan.hl7.Segment;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * When a record was decided, which is what makes it win or lose: ADT by EVN-2, orders and pharmacy by ORC-9, results by OBR-22,
 * each else by MSH-7; rows by their version column. At equal times a message is newer than a row; equal ones are ordered by
 * content, so that the order is total.
 */
public final class Versions {
    private static final long YEAR_2000 = 946_684_800;
    private static final long SECONDS = 0x7FFF_FFFFL;
    private static final int SENT_BITS = 32;
    private static final long SEQUENCE = 0xFFF;
    private static final int HASH_BITS = 20;

    private Versions() {}

    /**
     * EVN-2, else MSH-7. Where EVN-2 is the coarser of the two, it means any moment of its minute (or day), and MSH-7 decides
     * which: so it is neither older nor newer than a finer time of the same minute only because it is coarse. Equal times
     * are decided by MSH-7, then MSH-13, then the content.
     */
    public static Version ofAdt(Hl7Message message, Mapping mapping) {
        Version plain = first(message, mapping, message.first("EVN").text(2), "EVN-2");
        Optional<Hl7Time> recorded = SourceTimes.read(message.first("EVN").text(2));
        Optional<Hl7Time> sent = SourceTimes.read(message.msh().text(7));
        long micros = plain.micros();
        long seconds = 0;
        if (sent.isPresent()) {
            long sentMicros = mapping.times().micros(sent.get());
            seconds = Math.min(Math.max(sentMicros / 1_000_000 - YEAR_2000, 0), SECONDS);
            if (recorded.isPresent() && sentMicros > micros) {
                micros = Math.min(sentMicros, mapping.times().lastMicros(recorded.get()));
            }
        }
        long hash = plain.tie() ^ plain.tie() >>> 20 ^ plain.tie() >>> 40;
        return new Version(
                plain.rank(),
                micros,
                MESSAGE | seconds << SENT_BITS | sequence(message) << HASH_BITS | hash & (1L << HASH_BITS) - 1);
    }

    /** MSH-13, which restarts at will and so can only tell apart what is equal; 0 where it tells nothing. */
    private static long sequence(Hl7Message message) {
        String text = message.msh().text(13);
        long number = 0;
        for (int i = 0; i < text.length(); i++) {
            char digit = text.charAt(i);
            if (digit < '0' || digit > '9') {
                return 0;
            }
            number = number * 10 + digit - '0' & SECONDS;
        }
        return number & SEQUENCE;
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
    private static final long MESSAGE = Version.MESSAGE;

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
