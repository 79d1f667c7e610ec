package io.caravan.codes;

import java.util.Map;
import java.util.Optional;

/**
 * The site's code maps by name ({@code config/codes/<name>.csv}).
 *
 * @param maps by file name without extension
 */
public record CodeMaps(Map<String, CodeMap> maps) {

    public CodeMaps {
        maps = Map.copyOf(maps);
    }

    public static CodeMaps empty() {
        return new CodeMaps(Map.of());
    }

    /** The version of a map; 0 where it has none or is missing. */
    public int version(String map) {
        CodeMap found = maps.get(map);
        return found == null ? 0 : found.version();
    }

    /** The target of a local code; empty where the map or the code is missing: the original is then kept and counted. */
    public Optional<Coding> find(String map, String code) {
        CodeMap found = maps.get(map);
        return found == null ? Optional.empty() : found.find(code);
    }
}
