package io.caravan.codes;

import java.util.Map;
import java.util.Optional;

/**
 * Local codes to codings.
 *
 * @param version raised by the site with each reviewed change, 0 to {@link #MAX_VERSION}: what is mapped again with a greater
 *     one replaces what was mapped before; 0 = not given
 */
public record CodeMap(Map<String, Coding> entries, int version) {
    public static final int MAX_VERSION = 1023;

    public CodeMap {
        entries = Map.copyOf(entries);
        if (version < 0 || version > MAX_VERSION) {
            throw new IllegalArgumentException("a code map's version is 0 to " + MAX_VERSION);
        }
    }

    public CodeMap(Map<String, Coding> entries) {
        this(entries, 0);
    }

    public Optional<Coding> find(String code) {
        return Optional.ofNullable(entries.get(code));
    }
}
