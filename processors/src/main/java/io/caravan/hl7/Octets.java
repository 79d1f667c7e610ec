package io.caravan.hl7;

import java.nio.charset.StandardCharsets;

/** A range of undecoded bytes. Its text is one character a byte, so that writing it back gives the same bytes. */
record Octets(byte[] bytes, int from, int to) {
    static final Octets NONE = new Octets(new byte[0], 0, 0);

    boolean isEmpty() {
        return from == to;
    }

    /** The part with this number, counted from 1; empty beyond the last. */
    Octets part(byte separator, int number) {
        int start = from;
        for (int i = 1; i < number; i++) {
            int next = indexOf(separator, start);
            if (next == to) {
                return NONE;
            }
            start = next + 1;
        }
        return new Octets(bytes, start, indexOf(separator, start));
    }

    /** What follows the first part; empty where there is but one. */
    Octets rest(byte separator) {
        int next = indexOf(separator, from);
        return next == to ? NONE : new Octets(bytes, next + 1, to);
    }

    boolean is(String ascii) {
        int length = ascii.length();
        if (to - from != length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (bytes[from + i] != ascii.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    String text() {
        return isEmpty() ? "" : new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
    }

    private int indexOf(byte separator, int start) {
        int at = start;
        while (at < to && bytes[at] != separator) {
            at++;
        }
        return at;
    }
}
