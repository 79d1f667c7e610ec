package io.caravan.cli;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Help.Ansi;

/** What windows will do, for people: the strip, the openings ahead, the hours, the finish. */
final class PreviewText {
    private final Strip strip;

    PreviewText(Ansi ansi) {
        this.strip = new Strip(ansi);
    }

    String of(JsonNode preview) {
        StringBuilder out = new StringBuilder();
        for (JsonNode one : preview.path("previews")) {
            out.append(out.isEmpty() ? "" : "\n").append(one(one));
        }
        String finish = preview.path("finish").asText();
        out.append(finish.isEmpty() ? "" : "\n" + finish + "\n");
        preview.path("notes").forEach(note -> out.append(note.asText()).append('\n'));
        return out.toString();
    }

    private String one(JsonNode one) {
        StringBuilder out = new StringBuilder(capital(one.path("about").asText()));
        if (one.path("always").asBoolean()) {
            return out.append(": no window applies, always open.\n").toString();
        }
        String windows = one.path("windows").asText();
        out.append(": ")
                .append(windows.isEmpty() ? "no window applies" : windows)
                .append("; times of ")
                .append(one.path("zone").asText())
                .append(", a day from midnight to midnight\n");
        out.append(strip.of(one.path("days"))).append(strip.legend()).append('\n');
        JsonNode openings = one.path("openings");
        if (openings.isEmpty()) {
            out.append("No opening in these days.\n");
        } else {
            out.append(openings(openings));
        }
        one.path("notes").forEach(note -> out.append(note.asText()).append('\n'));
        return out.append(one.path("total").asText()).append('\n').toString();
    }

    private static String openings(JsonNode openings) {
        Table table = new Table("opens", "closes", "UTC", "length", "rate", "why");
        openings.forEach(opening -> {
            String mark = opening.path("mark").asText();
            table.row(
                    opening.path("fromLocal").asText(),
                    opening.path("toLocal").asText(),
                    opening.path("utc").asText(),
                    opening.path("length").asText(),
                    opening.path("rate").asText(),
                    (mark.isEmpty() ? "" : "* " + mark + "; ")
                            + opening.path("cause").asText());
        });
        return table.toString();
    }

    static String capital(String text) {
        return text.isEmpty() ? text : Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }
}
