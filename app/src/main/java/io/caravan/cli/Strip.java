package io.caravan.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import picocli.CommandLine.Help.Ansi;

/** A row a day, half hours as columns: what bulk work may do when. In colour at a terminal that has it. */
final class Strip {
    static final String LEGEND = "# open  = reduced  - draining  . closed  x blackout  ! stopped";
    private static final int CELLS_AN_HOUR = 2;
    private static final int HOURS = 24;
    private static final String MARGIN = " ".repeat(13);

    private static final Map<Character, String> COLOURS =
            Map.of('#', "green", '=', "yellow", '-', "cyan", '.', "faint", 'x', "red", '!', "red,reverse");

    private final Ansi ansi;

    Strip(Ansi ansi) {
        this.ansi = ansi;
    }

    /** @param days with {@code label}, {@code cells} of one sign each half hour, {@code open}, {@code mark}, {@code today} */
    String of(JsonNode days) {
        StringBuilder out = new StringBuilder(MARGIN);
        for (int hour = 0; hour < HOURS; hour += 3) {
            out.append(String.format("%02d    ", hour));
        }
        out.append("  open\n");
        days.forEach(day -> row(day, out));
        return out.toString();
    }

    String legend() {
        StringBuilder out = new StringBuilder(MARGIN);
        for (String part : LEGEND.split("  ")) {
            out.append(coloured(part.substring(0, 1))).append(part.substring(1)).append("  ");
        }
        return out.toString().stripTrailing() + "\n";
    }

    private void row(JsonNode day, StringBuilder out) {
        StringBuilder line = new StringBuilder(day.path("today").asBoolean() ? "> " : "  ")
                .append(String.format("%-11s", day.path("label").asText()));
        String cells = day.path("cells").asText();
        line.append(coloured(cells)).append(" ".repeat(Math.max(0, CELLS_AN_HOUR * HOURS - cells.length())));
        line.append(String.format("  %6s", day.path("open").asText()));
        String mark = day.path("mark").asText();
        line.append(mark.isEmpty() ? "" : "  * " + mark);
        out.append(line.toString().stripTrailing()).append('\n');
    }

    /** Equal signs together: an escape sequence for each would be slow to show. */
    private String coloured(String cells) {
        if (!ansi.enabled()) {
            return cells;
        }
        StringBuilder out = new StringBuilder();
        int begin = 0;
        for (int i = 1; i <= cells.length(); i++) {
            if (i == cells.length() || cells.charAt(i) != cells.charAt(begin)) {
                String run = cells.substring(begin, i);
                String style = COLOURS.getOrDefault(cells.charAt(begin), "");
                out.append(style.isEmpty() ? run : ansi.string("@|" + style + " " + run + "|@"));
                begin = i;
            }
        }
        return out.toString();
    }
}
