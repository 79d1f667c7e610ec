package io.caravan.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.caravan.alert.Alarm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A rule about a metric that nobody writes would be silent for ever. */
class PrometheusRulesTest {
    private static final Pattern METRIC = Pattern.compile("\\b(caravan_[a-z_]+)(?:\\{([^}]*)})?");
    private static final Pattern LABEL = Pattern.compile("([a-z_]+)\\s*(?:=|=~)\\s*\"([^\"]*)\"");

    @TempDir
    private Path data;

    @Test
    void everyMetricAndLabelThatARuleNamesIsWritten() throws Exception {
        try (CaravanServer server = new CaravanServer(data, Map.of())) {
            Alarm alarm = server.caravan().alarm();
            for (String kind : List.of("feed-silent", "target-away", "class-paused")) {
                alarm.raise(kind, Optional.empty(), "", "For the test.");
            }

            String metrics = server.get("/metrics", "", "").body();

            Map<String, String> rules = expressions();
            assertThat(rules).isNotEmpty();
            rules.forEach((rule, expression) -> {
                Matcher metric = METRIC.matcher(expression);
                while (metric.find()) {
                    for (String series : wanted(metric.group(1), metric.group(2))) {
                        assertThat(metrics).as(rule).containsPattern(series);
                    }
                }
            });
        }
    }

    /** The series a selector asks for, as patterns of the text format; each of several values apart. */
    private static List<String> wanted(String name, String selector) {
        String plain = "(?m)^" + name + "(\\{| )";
        if (selector == null) {
            return List.of(plain);
        }
        Matcher label = LABEL.matcher(selector);
        return label.results()
                .flatMap(found -> List.of(found.group(2).split("\\|")).stream()
                        .map(value -> "(?m)^" + name + "\\{[^}]*" + found.group(1) + "=\"" + value + "\""))
                .toList();
    }

    private static Map<String, String> expressions() throws IOException {
        Map<String, String> expressions = new TreeMap<>();
        String rule = "";
        for (String line : Files.readAllLines(Path.of("../docker/prometheus/alerts.yml"))) {
            String text = line.strip();
            if (text.startsWith("- alert:")) {
                rule = text.substring("- alert:".length()).strip();
            } else if (text.startsWith("expr:")) {
                expressions.put(rule, text.substring("expr:".length()).strip());
            }
        }
        return expressions;
    }
}
