package io.caravan.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.caravan.config.InvalidConfiguration;
import io.caravan.config.Settings;
import io.caravan.config.SettingsReader;
import io.caravan.config.WindowFiles;
import io.caravan.window.Lint;
import io.caravan.window.Plan;
import io.caravan.window.PlanReader;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "check",
        description = {
            "Looks at a windows.yaml and its calendars without a running Caravan: every problem with its line, and what to"
                    + " think of.",
        })
final class CheckWindows implements Callable<Integer> {
    private final CommandContext context;
    private final InstantSource clock;

    @Mixin
    private ConfigOptions options = new ConfigOptions();

    @Option(
            names = {"-f", "--file"},
            paramLabel = "FILE",
            description = "The windows.yaml (default: that of the configuration).")
    private @Nullable Path file;

    @Option(names = "--json", description = "Prints JSON, for scripts.")
    private boolean json;

    CheckWindows(CommandContext context, InstantSource clock) {
        this.context = context;
        this.clock = clock;
    }

    @Override
    public Integer call() {
        Path asked = file == null ? options.folders(context.home()).config().resolve(WindowFiles.NAME) : file;
        PlanReader.Outcome read = PlanReader.read(WindowFiles.read(asked));
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        ArrayNode problems = answer.putArray("problems");
        read.problems().forEach(problem -> problems.add(problem.toString()));
        ArrayNode warnings = answer.putArray("warnings");
        read.plan()
                .ifPresent(plan ->
                        Lint.of(plan, site(plan), clock.instant()).forEach(remark -> warnings.add(remark.toString())));
        PrintStream out = context.out();
        if (json) {
            out.println(answer);
        } else if (problems.isEmpty()) {
            out.print(PlanText.warnings(answer));
            int windows = read.plan().map(plan -> plan.windows().size()).orElse(0);
            out.println(windows + (windows == 1 ? " window" : " windows") + ", no problems.");
        } else {
            out.print(PlanText.problems(answer));
        }
        out.flush();
        return (problems.isEmpty() ? ExitCode.DONE : ExitCode.REFUSED).number();
    }

    /** Where the configuration is not right, its sources are not known, and none is called unknown. */
    private Lint.Site site(Plan plan) {
        Set<String> sources = new TreeSet<>();
        try {
            Settings settings =
                    SettingsReader.read(options.folders(context.home()), context.environment(), options.sets());
            sources.addAll(settings.sources().names());
        } catch (InvalidConfiguration e) {
            plan.windows().forEach(window -> sources.addAll(window.scope().sources()));
        }
        return new Lint.Site(sources, Optional.empty());
    }
}
