package io.caravan.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;

/** A command that asks a running Caravan and prints the answer: as JSON for scripts, else for people. */
abstract class ApiCommand implements Callable<Integer> {
    private final CommandContext context;

    @Mixin
    private ServerOptions server = new ServerOptions();

    ApiCommand(CommandContext context) {
        this.context = context;
    }

    /** Asks. */
    abstract JsonNode ask(ApiClient client);

    /** The answer for people. */
    abstract String show(JsonNode answer);

    /** Whether the answer is what was asked for. */
    ExitCode judge(JsonNode answer) {
        return ExitCode.DONE;
    }

    @Override
    public Integer call() {
        JsonNode answer = ask(server.client(context));
        PrintStream out = context.out();
        out.print(server.json() ? answer + "\n" : show(answer));
        out.flush();
        return judge(answer).number();
    }

    PrintStream out() {
        return context.out();
    }

    static ObjectNode body() {
        return JsonNodeFactory.instance.objectNode();
    }

    static ObjectNode classes(List<String> labels) {
        ObjectNode body = body();
        labels.forEach(body.putArray("classes")::add);
        return body;
    }

    static String encode(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }
}
