package io.caravan.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** The windows in force and how it stands with bulk work now, for people. */
final class WindowListText {

    private WindowListText() {}

    static String of(JsonNode answer) {
        StringBuilder out = new StringBuilder();
        JsonNode stop = answer.path("stop");
        if (stop.path("stopped").asBoolean()) {
            out.append("ALL BULK WORK IS STOPPED since ")
                    .append(Lines.toTheSecond(stop.path("since").asText()))
                    .append(" by ")
                    .append(stop.path("by").asText())
                    .append(": ")
                    .append(stop.path("reason").asText())
                    .append("\n\n");
        }
        out.append(windows(answer.path("windows"))).append('\n').append(work(answer.path("work")));
        JsonNode overrides = answer.path("overrides");
        if (!overrides.isEmpty()) {
            out.append('\n').append(overrides(overrides));
        }
        return out.append('\n').append(plan(answer)).toString();
    }

    private static String windows(JsonNode windows) {
        if (windows.isEmpty()) {
            return "No windows: bulk work may always run.\n";
        }
        Table table = new Table("window", "about", "open", "rate", "outside", "blackouts", "now", "until");
        for (JsonNode window : windows) {
            List<List<String>> columns = List.of(
                    List.of(window.path("id").asText()),
                    List.of(window.path("about").asText()),
                    lines(window.path("openings"), window.path("zone").asText()),
                    lines(window.path("rates"), ""),
                    List.of(window.path("outside").asText()),
                    lines(window.path("blackouts"), ""),
                    List.of(window.path("now").path("level").asText()),
                    List.of(window.path("now").path("untilLocal").asText()));
            int rows = columns.stream().mapToInt(List::size).max().orElse(1);
            for (int i = 0; i < rows; i++) {
                int row = i;
                table.row(columns.stream()
                        .map(column -> row < column.size() ? column.get(row) : "")
                        .toArray());
            }
        }
        return table.toString();
    }

    private static List<String> lines(JsonNode texts, String last) {
        List<String> lines = new ArrayList<>();
        texts.forEach(text -> lines.add(text.asText()));
        if (!last.isEmpty()) {
            lines.add(last);
        }
        return lines;
    }

    private static String work(JsonNode work) {
        Table table = new Table("bulk work", "now", "rate", "why");
        work.forEach(one -> table.row(
                one.path("about").asText(),
                one.path("now").path("level").asText(),
                one.path("now").path("rate").asText(),
                one.path("now").path("reason").asText()));
        return table.toString();
    }

    private static String overrides(JsonNode overrides) {
        Table table = new Table("override", "does", "about", "from", "until", "by", "reason");
        overrides.forEach(one -> table.row(
                one.path("id").asLong(),
                one.path("action").asText(),
                one.path("about").asText(),
                one.path("fromLocal").asText(),
                one.path("untilLocal").asText(),
                one.path("by").asText(),
                one.path("reason").asText()));
        return table.toString();
    }

    private static String plan(JsonNode answer) {
        long version = answer.path("version").asLong();
        String line = version == 0
                ? "No version of the windows was ever applied."
                : "Version " + version + ", in force since "
                        + Lines.toTheSecond(answer.path("since").asText()) + " by "
                        + answer.path("by").asText() + ": "
                        + answer.path("reason").asText() + ".";
        String file = answer.path("file").path("differs").asText();
        return line + "\n" + (file.isEmpty() ? "" : file + "\n");
    }
}
