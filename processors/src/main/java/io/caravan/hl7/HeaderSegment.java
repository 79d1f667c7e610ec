package io.caravan.hl7;

import java.util.Arrays;

/**
 * The MSH of a message that has not been decoded: its delimiters and where its fields lie. Found at the beginning, at the
 * beginning of a line, behind a byte order mark, blanks and control characters, or, last, anywhere with its usual delimiters.
 */
final class HeaderSegment {
    private static final byte[] USUAL = {'M', 'S', 'H', '|', '^', '~', '\\', '&'};
    private static final int FIELDS = 24;

    private final byte[] payload;
    private final int start;
    private final int end;
    /** Beginning of each field, by its number; one more for the end of the last. */
    private final int[] starts;

    private HeaderSegment(byte[] payload, int start) {
        this.payload = payload;
        this.start = start;
        this.end = start < 0 ? -1 : lineEnd(payload, start);
        this.starts = start < 0 ? new int[0] : fieldStarts();
    }

    static HeaderSegment find(byte[] payload) {
        return new HeaderSegment(payload, locate(payload));
    }

    private static int locate(byte[] payload) {
        boolean lineStart = true;
        int last = payload.length - 4;
        for (int i = 0; i <= last; i++) {
            byte octet = payload[i];
            if (lineStart && octet == 'M' && isHeader(payload, i)) {
                return i;
            }
            // Bytes of a byte order mark are negative, as those of any letter that is not ASCII; neither begins a
            // segment.
            lineStart = octet == '\r' || octet == '\n' || lineStart && octet <= ' ';
        }
        return indexOfUsual(payload);
    }

    static boolean isHeader(byte[] payload, int at) {
        return at + 3 < payload.length
                && payload[at] == 'M'
                && payload[at + 1] == 'S'
                && payload[at + 2] == 'H'
                && isDelimiter(payload[at + 3]);
    }

    static boolean isDelimiter(byte octet) {
        return octet > ' ' && octet < 0x7F && !Character.isLetterOrDigit(octet);
    }

    private static int indexOfUsual(byte[] payload) {
        for (int i = 0; i <= payload.length - USUAL.length; i++) {
            if (payload[i] == 'M' && Arrays.equals(payload, i, i + USUAL.length, USUAL, 0, USUAL.length)) {
                return i;
            }
        }
        return -1;
    }

    static int lineEnd(byte[] payload, int from) {
        int at = from;
        while (at < payload.length && payload[at] != '\r' && payload[at] != '\n') {
            at++;
        }
        return at;
    }

    private int[] fieldStarts() {
        int[] found = new int[FIELDS + 2];
        byte separator = payload[start + 3];
        found[1] = start + 3;
        int count = 2;
        for (int at = start + 4; at <= end && count < found.length; ) {
            found[count++] = at;
            while (at < end && payload[at] != separator) {
                at++;
            }
            at++;
        }
        if (count < found.length) {
            found[count++] = end + 1;
        }
        return Arrays.copyOf(found, count);
    }

    boolean isAbsent() {
        return start < 0;
    }

    /** Where the MSH begins; below zero where there is none. */
    int start() {
        return start;
    }

    /** Where the line after the MSH begins, at the latest the payload's end. */
    int bodyStart() {
        return Math.min(end + 1, payload.length);
    }

    boolean hasByteOrderMark() {
        return payload.length > 2
                && payload[0] == (byte) 0xEF
                && payload[1] == (byte) 0xBB
                && payload[2] == (byte) 0xBF;
    }

    /** The field as received. */
    Octets field(int number) {
        if (number == 1 && !isAbsent()) {
            return new Octets(payload, start + 3, start + 4);
        }
        if (number < 1 || number + 1 >= starts.length) {
            return Octets.NONE;
        }
        return new Octets(payload, starts[number], starts[number + 1] - 1);
    }

    byte fieldSeparator() {
        return isAbsent() ? (byte) '|' : payload[start + 3];
    }

    byte componentSeparator() {
        return delimiter(0, (byte) '^');
    }

    byte repetitionSeparator() {
        return delimiter(1, (byte) '~');
    }

    byte subcomponentSeparator() {
        return delimiter(3, (byte) '&');
    }

    private byte delimiter(int index, byte usual) {
        Octets declared = field(2);
        return declared.from() + index < declared.to() ? payload[declared.from() + index] : usual;
    }
}
