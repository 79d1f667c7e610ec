package io.caravan.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "forecast",
        description = {
            "When bulk work will be through, from what remains, how fast it went, and the hours that are open.",
            "With --rate or --extra-window: when it would be, if. Nothing is changed."
        })
final class ForecastCommand extends ApiCommand {
    @Option(
            names = "--rate",
            paramLabel = "[CLASS=]N",
            description = "If it went at N records a second while open; for one class, or for all.")
    private List<String> rates = new ArrayList<>();

    @Option(
            names = "--extra-window",
            paramLabel = "TEXT",
            description = "If each window were open then, too, every week: \"Sat 00:00-24:00\", in its own zone.")
    private List<String> extraWindows = new ArrayList<>();

    ForecastCommand(CommandContext context) {
        super(context);
    }

    @Override
    JsonNode ask(ApiClient client) {
        List<String> query = new ArrayList<>();
        rates.forEach(rate -> query.add("rate=" + encode(rate)));
        extraWindows.forEach(window -> query.add("extraWindow=" + encode(window)));
        return client.get("/api/forecast" + (query.isEmpty() ? "" : "?" + String.join("&", query)));
    }

    @Override
    String show(JsonNode answer) {
        return text(answer);
    }

    /** The JSON of a forecast, for people. */
    static String text(JsonNode forecast) {
        if (forecast.path("work").isEmpty()) {
            return "There is no bulk work: no legacy database is declared, and no job is under way.\n";
        }
        StringBuilder text = new StringBuilder("All backfills: ");
        text.append(forecast.path("whole").path("sentence").asText()).append(".\n");
        String compared = forecast.path("compared").asText();
        text.append(compared.isEmpty() ? "" : "That is: " + compared + ".\n");
        Table table = new Table("class", "of", "state", "left", "a second", "finish", "");
        forecast.path("work")
                .forEach(work -> table.row(
                        work.path("class").asText(),
                        work.has("job")
                                ? "job " + work.path("job").asLong()
                                : work.path("source").asText(),
                        work.path("state").asText(),
                        left(work),
                        String.format(
                                Locale.ROOT, "%.1f", work.path("perSecond").asDouble()),
                        work.path("finish").path("sentence").asText(),
                        note(work)));
        return text.append('\n').append(table).toString();
    }

    private static String left(JsonNode work) {
        if (!work.has("remaining")) {
            return "?";
        }
        return (work.path("counted").asBoolean() ? "" : "about ")
                + work.path("remaining").asLong();
    }

    /** What the reader must know of a line. */
    private static String note(JsonNode work) {
        List<String> notes = new ArrayList<>();
        switch (work.path("state").asText()) {
            case "paused" -> notes.add("if it were resumed now");
            case "failed" -> notes.add("if it went on now");
            case "not-started" -> notes.add("if it were started now");
            default -> {}
        }
        if (!work.path("state").asText().equals("done")) {
            switch (work.path("basis").asText()) {
                case "measured-at-limit" -> notes.add("never yet measured without a limit");
                case "guessed" -> notes.add("by the rate of other work");
                case "supposed" -> notes.add("at the rate supposed");
                default -> {}
            }
        }
        return String.join("; ", notes);
    }
}
