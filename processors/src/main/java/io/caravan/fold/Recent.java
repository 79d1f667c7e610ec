package io.caravan.fold;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Hidden lists of which only the newest entries are kept, so that a history cannot grow without end. The number stands in the
 * path: {@code #recent16.dose[…]} keeps the sixteen entries with the greatest versions, whatever order they come in: what
 * falls out of a part of them would fall out of all of them.
 */
public final class Recent {
    private static final String PREFIX = "#recent";

    private Recent() {}

    /** What the paths of one list begin with; an entry's key and {@code ]} follow. */
    public static String prefix(int limit, String list) {
        return PREFIX + limit + "." + list + "[";
    }

    /** Whether a further entry of this path's list would be one too many. False for all other paths. */
    static boolean isFull(String path, TreeMap<String, ResourceState.Entry> fields) {
        return path.startsWith(PREFIX) && entries(path, fields).size() >= limit(path);
    }

    /** Takes the oldest entry out if the field is newer. @return whether there is room now */
    static boolean makesRoom(Change.Field field, TreeMap<String, ResourceState.Entry> fields) {
        Map.Entry<String, ResourceState.Entry> oldest = null;
        for (Map.Entry<String, ResourceState.Entry> entry :
                entries(field.path(), fields).entrySet()) {
            if (oldest == null
                    || isOlder(
                            entry.getKey(),
                            entry.getValue().version(),
                            oldest.getKey(),
                            oldest.getValue().version())) {
                oldest = entry;
            }
        }
        if (oldest == null
                || isOlder(
                        field.path(),
                        field.version(),
                        oldest.getKey(),
                        oldest.getValue().version())) {
            return false;
        }
        fields.remove(oldest.getKey());
        return true;
    }

    private static boolean isOlder(String path, Version version, String otherPath, Version otherVersion) {
        int order = version.compareTo(otherVersion);
        return order < 0 || order == 0 && path.compareTo(otherPath) < 0;
    }

    private static SortedMap<String, ResourceState.Entry> entries(
            String path, TreeMap<String, ResourceState.Entry> fields) {
        String prefix = path.substring(0, path.indexOf('[') + 1);
        return fields.subMap(prefix, prefix + Character.MAX_VALUE);
    }

    private static int limit(String path) {
        int limit = 0;
        for (int i = PREFIX.length(); path.charAt(i) != '.'; i++) {
            limit = limit * 10 + path.charAt(i) - '0';
        }
        return limit;
    }
}
