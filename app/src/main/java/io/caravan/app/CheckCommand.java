package io.caravan.app;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.caravan.cli.CommandContext;
import io.caravan.cli.ConfigOptions;
import io.caravan.cli.ExitCode;
import io.caravan.config.InvalidConfiguration;
import io.caravan.config.Settings;
import io.caravan.config.SettingsReader;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "check",
        description =
                "Configuration, routes, windows, maps, connections: everything that would fail later, now. Starts nothing.")
final class CheckCommand implements Callable<Integer> {
    private final CommandContext context;
    private final InstantSource clock;

    @Mixin
    private ConfigOptions options = new ConfigOptions();

    @Option(names = "--json", description = "Prints the problems as a JSON array of texts.")
    private boolean json;

    CheckCommand(CommandContext context, InstantSource clock) {
        this.context = context;
        this.clock = clock;
    }

    @Override
    public Integer call() {
        Found found = found();
        List<String> problems = found.problems();
        if (json) {
            ArrayNode array = JsonNodeFactory.instance.arrayNode();
            problems.forEach(array::add);
            context.out().println(array);
        } else {
            problems.forEach(context.out()::println);
            found.remarks().forEach(remark -> context.out().println("Think of this: " + remark));
            context.out().print(problems.isEmpty() ? "All is well.\n" : "");
        }
        context.out().flush();
        return (problems.isEmpty() ? ExitCode.DONE : ExitCode.REFUSED).number();
    }

    private Found found() {
        try {
            Settings settings =
                    SettingsReader.read(options.folders(context.home()), context.environment(), options.sets());
            Check check = new Check(settings, clock);
            return new Found(check.problems(), check.remarks());
        } catch (InvalidConfiguration e) {
            return new Found(e.problems().stream().map(Object::toString).toList(), List.of());
        }
    }

    private record Found(List<String> problems, List<String> remarks) {}
}
