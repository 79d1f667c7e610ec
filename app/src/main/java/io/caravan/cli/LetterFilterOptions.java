package io.caravan.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine.Option;

/** Options that say which dead letters are meant. Numbers of patients travel in headers or bodies, never in an address. */
final class LetterFilterOptions {
    @Option(names = "--class", paramLabel = "CLASS", split = ",", description = "Only of these data classes.")
    private List<String> classes = List.of();

    @Option(
            names = "--state",
            paramLabel = "STATE",
            split = ",",
            description = "Only open, held, replaying, replayed, superseded or discarded ones; several with commas.")
    private List<String> states = List.of();

    @Option(
            names = "--cause",
            paramLabel = "CAUSE",
            split = ",",
            description = "Only of these causes: transient, data, configuration, fatal.")
    private List<String> causes = List.of();

    @Option(names = "--code", paramLabel = "CODE", description = "Only with this code, e.g. missing-patient-id.")
    private String code = "";

    @Option(names = "--source", paramLabel = "SOURCE", description = "Only of this source.")
    private String source = "";

    @Option(
            names = "--step",
            paramLabel = "STEP",
            description =
                    "Only of this step: receive, batch, parse, decode, map, row, route, fold, encrypt or deliver.")
    private String step = "";

    @Option(names = "--group", paramLabel = "N", description = "Only of this group; see caravan deadletter groups.")
    private String group = "";

    @Option(names = "--type", paramLabel = "TYPE", description = "Only of this message type, e.g. ADT^A08.")
    private String messageType = "";

    @Option(names = "--control-id", paramLabel = "ID", description = "Only with this control id (MSH-10).")
    private String controlId = "";

    @Option(names = "--row", paramLabel = "KEY", description = "Only of this row: its keyed hash, as in lists.")
    private String rowKey = "";

    @Option(names = "--patient", paramLabel = "NUMBER", description = "Only of the patient with this number.")
    private String patient = "";

    @Option(names = "--visit", paramLabel = "NUMBER", description = "Only of the visit or account with this number.")
    private String visit = "";

    @Option(names = "--order", paramLabel = "NUMBER", description = "Only of the order with this number.")
    private String order = "";

    @Option(
            names = "--since",
            paramLabel = "TIME",
            description = "Only seen since this time: 2026-03-01T06:00:00Z, a day, or how long ago: 30m, 24h, 7d.")
    private String since = "";

    @Option(names = "--until", paramLabel = "TIME", description = "Only seen before this time.")
    private String until = "";

    @Option(names = "--assignee", paramLabel = "USER", description = "Only those that are with this user.")
    private String assignee = "";

    /** Without the numbers, as parameters of an address: {@code class=adt&state=open&}. */
    String query() {
        StringBuilder query = new StringBuilder();
        plain().forEach((name, value) ->
                query.append(name).append('=').append(ApiCommand.encode(value)).append('&'));
        return query.toString();
    }

    /** The numbers. */
    Map<String, String> headers() {
        Map<String, String> headers = new TreeMap<>();
        numbers()
                .forEach((name, value) ->
                        headers.put("Caravan-" + Character.toUpperCase(name.charAt(0)) + name.substring(1), value));
        return headers;
    }

    /** All, as an object for a body. */
    ObjectNode json() {
        ObjectNode filter = JsonNodeFactory.instance.objectNode();
        plain().forEach(filter::put);
        numbers().forEach(filter::put);
        return filter;
    }

    private Map<String, String> plain() {
        Map<String, String> plain = new TreeMap<>();
        plain.put("class", String.join(",", classes));
        plain.put("state", String.join(",", states));
        plain.put("cause", String.join(",", causes));
        plain.put("code", code);
        plain.put("source", source);
        plain.put("step", step);
        plain.put("group", group);
        plain.put("messageType", messageType);
        plain.put("controlId", controlId);
        plain.put("rowKey", rowKey);
        plain.put("since", since);
        plain.put("until", until);
        plain.put("assignee", assignee);
        plain.values().removeIf(String::isEmpty);
        return plain;
    }

    private Map<String, String> numbers() {
        Map<String, String> numbers = new TreeMap<>(Map.of("patient", patient, "visit", visit, "order", order));
        numbers.values().removeIf(String::isEmpty);
        return numbers;
    }
}
