package io.caravan.hl7;

/**
 * The BHS of a batch, else its FHS: both have sender, receiver and number in the same fields. Bytes as received, one character a
 * byte.
 */
final class BatchHeader {
    private final byte[] payload;
    private final int start;
    private final int end;

    private BatchHeader(byte[] payload, int start) {
        this.payload = payload;
        this.start = start;
        this.end = start < 0 ? -1 : HeaderSegment.lineEnd(payload, start);
    }

    /** Where there is neither, every field is empty. */
    static BatchHeader find(byte[] payload) {
        int found = -1;
        for (int at = 0; at < payload.length; at = HeaderSegment.lineEnd(payload, at) + 1) {
            int from = textStart(payload, at);
            if (HeaderSegment.isHeader(payload, from)) {
                break;
            }
            if (isPart(payload, from, payload.length) && payload[from + 1] == 'H') {
                found = from;
            }
        }
        return new BatchHeader(payload, found);
    }

    /** Whether a batch is opened before this place. */
    static boolean isBefore(byte[] payload, int limit) {
        for (int at = 0; at < limit; at = HeaderSegment.lineEnd(payload, at) + 1) {
            int from = textStart(payload, at);
            if (from < limit && isPart(payload, from, limit)) {
                return true;
            }
        }
        return false;
    }

    /** Behind a byte order mark and control characters. */
    private static int textStart(byte[] payload, int lineStart) {
        int at = lineStart;
        while (at < payload.length && payload[at] != '\r' && payload[at] != '\n' && payload[at] <= ' ') {
            at++;
        }
        return at;
    }

    /** Whether FHS, BHS, BTS or FTS begins here. */
    static boolean isPart(byte[] payload, int at, int end) {
        if (end - at < 3 || payload[at] != 'F' && payload[at] != 'B' || payload[at + 2] != 'S') {
            return false;
        }
        boolean named = payload[at + 1] == 'H' || payload[at + 1] == 'T';
        return named && (end - at == 3 || payload[at + 3] <= ' ' || HeaderSegment.isDelimiter(payload[at + 3]));
    }

    byte separator() {
        return start < 0 || end - start < 4 ? (byte) '|' : payload[start + 3];
    }

    /** The field as received; BHS-1 is the separator, so that BHS-2 comes first. */
    String field(int number) {
        if (start < 0 || end - start < 4) {
            return "";
        }
        return new Octets(payload, start + 4, end).part(separator(), number - 1).text();
    }
}
