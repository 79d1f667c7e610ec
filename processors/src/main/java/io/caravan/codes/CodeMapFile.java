package io.caravan.codes;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The text of a code map as a site writes it: CSV with the columns {@code code,system,target,display}, lines that begin with
 * {@code #} are remarks; the remark {@code # version: 7} gives the map's version. A line that cannot be meant is a problem and is left out; all problems are told at once.
 *
 * @param problems in the order of their lines; empty = the map is whole
 */
public record CodeMapFile(CodeMap map, List<Problem> problems) {
    private static final String HEADER = "code,system,target,display";
    private static final String VERSION = "# version:";
    private static final int COLUMNS = 4;

    public CodeMapFile {
        problems = List.copyOf(problems);
    }

    /** @param line counted from 1 */
    public record Problem(int line, String what, String remedy) {}

    public static CodeMapFile read(String text) {
        Map<String, Coding> entries = new LinkedHashMap<>();
        List<Problem> problems = new ArrayList<>();
        String[] lines = text.split("\r\n|\r|\n", -1);
        if (!lines[0].strip().equals(HEADER)) {
            problems.add(new Problem(1, "is not the header", "begin the file with " + HEADER));
        }
        int version = 0;
        for (int i = 1; i < lines.length; i++) {
            String line = lines[i].strip();
            if (line.startsWith(VERSION)) {
                version = version(line.substring(VERSION.length()).strip(), i + 1, problems);
            } else if (!line.isEmpty() && !line.startsWith("#")) {
                read(line, i + 1, entries, problems);
            }
        }
        return new CodeMapFile(new CodeMap(entries, version), problems);
    }

    private static int version(String text, int line, List<Problem> problems) {
        int version = text.isEmpty() || text.length() > 4 ? -1 : 0;
        for (int i = 0; i < text.length() && version >= 0; i++) {
            int digit = Character.digit(text.charAt(i), 10);
            version = digit < 0 ? -1 : version * 10 + digit;
        }
        if (version < 1 || version > CodeMap.MAX_VERSION) {
            problems.add(new Problem(
                    line,
                    "gives no version",
                    "give a whole number, 1 to " + CodeMap.MAX_VERSION + ", raised each time"));
            return 0;
        }
        return version;
    }

    private static void read(String line, int number, Map<String, Coding> entries, List<Problem> problems) {
        List<String> cells = CsvLine.cells(line);
        if (cells.size() != COLUMNS) {
            problems.add(new Problem(
                    number,
                    "has " + cells.size() + " cells",
                    "give " + COLUMNS + ": " + HEADER + "; put a cell with a comma in double quotes"));
        } else if (cells.get(0).isEmpty()) {
            problems.add(new Problem(number, "has no code", "give the code as the source sends it"));
        } else if (cells.get(1).isEmpty() || cells.get(2).isEmpty()) {
            problems.add(new Problem(
                    number,
                    "has no target",
                    "give system and target, or take the line out: the code is then kept as it is"));
        } else if (entries.putIfAbsent(cells.get(0), new Coding(cells.get(1), cells.get(2), cells.get(3))) != null) {
            problems.add(new Problem(number, "gives a code a second time", "keep one line for each code"));
        }
    }
}
