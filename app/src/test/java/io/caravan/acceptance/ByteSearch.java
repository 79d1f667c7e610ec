package io.caravan.acceptance;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Looks for values in bytes: as they are, in lower case, as UTF-16, as hexadecimal digits, and inside base64. */
final class ByteSearch {
    private final Map<String, byte[]> needles = new LinkedHashMap<>();
    /** Whether two bytes begin a needle: most of a file is passed by with one look a byte. */
    private final boolean[] beginnings = new boolean[1 << 16];

    ByteSearch(List<String> values) {
        for (String value : values) {
            spellings(value).forEach((how, text) -> add(value + " " + how, text.getBytes(StandardCharsets.UTF_8)));
            add(value + " in UTF-16LE", value.getBytes(StandardCharsets.UTF_16LE));
            add(value + " in UTF-16BE", value.getBytes(StandardCharsets.UTF_16BE));
        }
    }

    private static Map<String, String> spellings(String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        Map<String, String> spellings = new LinkedHashMap<>();
        spellings.put("in clear", value);
        spellings.put("in lower case", value.toLowerCase(Locale.ROOT));
        spellings.put("in hexadecimal", HexFormat.of().formatHex(bytes));
        spellings.put(
                "in upper-case hexadecimal", HexFormat.of().withUpperCase().formatHex(bytes));
        for (int before = 0; before < 3; before++) {
            spellings.put("in base64 after " + before, base64(bytes, before));
        }
        return spellings;
    }

    /** The characters that depend on the value alone when so many other bytes stand before it, and any after. */
    private static String base64(byte[] bytes, int before) {
        byte[] shifted = new byte[before + bytes.length];
        System.arraycopy(bytes, 0, shifted, before, bytes.length);
        int from = (before * 8 + 5) / 6;
        int to = shifted.length * 8 / 6;
        return Base64.getEncoder().encodeToString(shifted).substring(from, to);
    }

    private void add(String name, byte[] needle) {
        needles.put(name, needle);
        beginnings[pair(needle, 0)] = true;
    }

    private static int pair(byte[] bytes, int at) {
        return (bytes[at] & 0xFF) << 8 | bytes[at + 1] & 0xFF;
    }

    Set<String> in(String text) {
        return in(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Which values are there, and how they are spelled. */
    Set<String> in(byte[] bytes) {
        Set<String> found = new TreeSet<>();
        for (int i = 0; i + 1 < bytes.length; i++) {
            if (beginnings[pair(bytes, i)]) {
                for (Map.Entry<String, byte[]> needle : needles.entrySet()) {
                    if (stands(needle.getValue(), bytes, i)) {
                        found.add(needle.getKey());
                    }
                }
            }
        }
        return found;
    }

    private static boolean stands(byte[] needle, byte[] bytes, int at) {
        if (at + needle.length > bytes.length) {
            return false;
        }
        for (int i = 0; i < needle.length; i++) {
            if (bytes[at + i] != needle[i]) {
                return false;
            }
        }
        return true;
    }

    /** Every byte of every file below a folder, and the files' names. @return file and what was found in it */
    Set<String> below(Path folder) throws IOException {
        List<Path> files = new ArrayList<>();
        try (Stream<Path> all = Files.walk(folder)) {
            all.filter(Files::isRegularFile).forEach(files::add);
        }
        Set<String> found = new TreeSet<>();
        for (Path file : files) {
            String name = folder.relativize(file).toString();
            in(Files.readAllBytes(file)).forEach(hit -> found.add(name + ": " + hit));
            in(name).forEach(hit -> found.add("the name " + name + ": " + hit));
        }
        return found;
    }
}
