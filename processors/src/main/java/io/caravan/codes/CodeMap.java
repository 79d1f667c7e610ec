package io.caravan.codes;

import java.util.Map;
import java.util.Optional;

/** Local codes to codings. */
public record CodeMap(Map<String, Coding> entries) {

    public CodeMap {
        entries = Map.copyOf(entries);
    }

    public Optional<Coding> find(String code) {
        return Optional.ofNullable(entries.get(code));
    }
}
