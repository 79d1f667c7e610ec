package io.caravan.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.caravan.config.WindowFiles;
import io.caravan.window.PlanSource;
import java.io.Console;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "apply",
        description = {
            "Puts a windows.yaml and its calendars in force, as a new version of all windows.",
            "First it shows what that changes and does to the finish, and asks. Refused when the file has problems, or when"
                    + " somebody else applied another version meanwhile."
        })
final class ApplyCommand implements Callable<Integer> {
    private final CommandContext context;

    @Mixin
    private ServerOptions server = new ServerOptions();

    @Option(
            names = {"-f", "--file"},
            paramLabel = "FILE",
            required = true,
            description = "The windows.yaml; calendars are read from calendars/*.ics beside it.")
    private Path file = Path.of("");

    @Option(
            names = "--reason",
            paramLabel = "TEXT",
            description = "Why; goes to the audit log. Not needed for --dry-run.")
    private String reason = "";

    @Option(names = "--yes", description = "Does not ask.")
    private boolean yes;

    @Option(names = "--dry-run", description = "Shows what would change, and changes nothing.")
    private boolean dryRun;

    ApplyCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        if (reason.isBlank() && !dryRun) {
            throw new CommandFailure(ExitCode.USAGE, "Say why with --reason, or only look with --dry-run");
        }
        PlanSource source = WindowFiles.read(file);
        ApiClient client = server.client(context);
        JsonNode check = client.post("/api/windows/check", WindowCommands.body(source));
        ExitCode code = checked(client, source, check);
        context.out().flush();
        return code.number();
    }

    private ExitCode checked(ApiClient client, PlanSource source, JsonNode check) {
        String problems = PlanText.problems(check);
        if (!problems.isEmpty()) {
            (server.json() ? context.out() : context.err()).print(server.json() ? check + "\n" : problems);
            return ExitCode.REFUSED;
        }
        if (check.path("same").asBoolean()) {
            say(check, "This is version " + check.path("version").asLong() + ", which is in force; nothing changes.\n");
            return ExitCode.DONE;
        }
        if (!server.json()) {
            context.out().print(PlanText.changes(check));
        }
        if (dryRun) {
            say(check, "Nothing was changed.\n");
            return ExitCode.DONE;
        }
        if (!yes && !agreed()) {
            say(check, "Nothing was changed.\n");
            return ExitCode.REFUSED;
        }
        ObjectNode body = WindowCommands.body(source)
                .put("replaces", check.path("version").asLong())
                .put("reason", reason);
        JsonNode applied = client.post("/api/windows/apply", body);
        say(applied, "Version " + applied.path("version").asLong() + " is in force. See: caravan window preview\n");
        return ExitCode.DONE;
    }

    private void say(JsonNode answer, String sentence) {
        PrintStream out = context.out();
        out.print(server.json() ? answer + "\n" : sentence);
    }

    private boolean agreed() {
        Console console = System.console();
        if (console == null || server.json()) {
            throw new CommandFailure(
                    ExitCode.USAGE, "Nobody can be asked here, so that nothing was changed; say --yes, or --dry-run");
        }
        context.out().flush();
        String answer = console.readLine("Put this in force? [y/N] ");
        return answer != null && answer.strip().toLowerCase(Locale.ROOT).startsWith("y");
    }
}
