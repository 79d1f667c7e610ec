package io.caravan.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** In which fields two versions of a message, or columns of a row, differ. Edits neither add nor remove segments. Fields are parted as the message says. */
final class VersionDiff {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** What tells nothing of the patient's care, and does not decide what is newer. */
    private static final Set<String> ADMINISTRATIVE =
            Set.of("MSH", "EVN", "DSC", "NK1", "GT1", "IN1", "IN2", "IN3", "ROL");

    /** The times that decide what is newer. */
    private static final Set<String> DECISIVE = Set.of("MSH-7", "EVN-2");

    private VersionDiff() {}

    /** @param place segment and field, with a number where there are several of the segment; or a column */
    record Difference(String place, String before, String after) {

        /** Without the values: they are patient data. */
        @Override
        public String toString() {
            return place;
        }
    }

    static List<Difference> ofMessage(byte[] before, byte[] after) {
        String[] old = lines(before);
        String[] made = lines(after);
        List<Difference> differences = new ArrayList<>();
        Map<String, Integer> all = new HashMap<>();
        for (String line : made) {
            all.merge(name(line), 1, Integer::sum);
        }
        Map<String, Integer> seen = new HashMap<>();
        for (int i = 0; i < Math.max(old.length, made.length); i++) {
            String was = i < old.length ? old[i] : "";
            String is = i < made.length ? made[i] : "";
            String name = name(is.isEmpty() ? was : is);
            int number = seen.merge(name, 1, Integer::sum);
            String segment = all.getOrDefault(name, 1) > 1 ? name + "[" + number + "]" : name;
            fields(segment, was, is, differences);
        }
        return differences;
    }

    static List<Difference> ofRow(byte[] before, byte[] after) {
        try {
            JsonNode old = JSON.readTree(before).path("columns");
            JsonNode made = JSON.readTree(after).path("columns");
            Set<String> names = new TreeSet<>();
            old.fieldNames().forEachRemaining(names::add);
            made.fieldNames().forEachRemaining(names::add);
            return names.stream()
                    .filter(name -> !old.path(name).equals(made.path(name)))
                    .map(name -> new Difference(
                            name, old.path(name).asText(""), made.path(name).asText("")))
                    .toList();
        } catch (IOException e) {
            throw Problem.conflict("The row cannot be read");
        }
    }

    /** Whether an edit touches more than administration: then, where the site wants it, a second person agrees first. */
    static boolean isClinical(List<Difference> differences) {
        return differences.stream().anyMatch(difference -> {
            String place = difference.place();
            int dash = place.indexOf('-');
            return DECISIVE.contains(place) || dash < 3 || !ADMINISTRATIVE.contains(place.substring(0, 3));
        });
    }

    private static void fields(String segment, String before, String after, List<Difference> differences) {
        if (before.equals(after)) {
            return;
        }
        boolean isHeader = segment.startsWith("MSH");
        String line = after.isEmpty() ? before : after;
        String separator = isHeader && line.length() > 3 ? line.substring(3, 4) : "|";
        String[] old = before.split(Pattern.quote(separator), -1);
        String[] made = after.split(Pattern.quote(separator), -1);
        for (int i = 1; i < Math.max(old.length, made.length); i++) {
            String was = i < old.length ? old[i] : "";
            String is = i < made.length ? made[i] : "";
            if (!was.equals(is)) {
                differences.add(new Difference(segment + "-" + (isHeader ? i + 1 : i), was, is));
            }
        }
    }

    private static String[] lines(byte[] message) {
        return new String(message, StandardCharsets.UTF_8).split("[\\r\\n]+", -1);
    }

    private static String name(String line) {
        return line.length() < 3 ? line : line.substring(0, 3);
    }
}
