package io.caravan.cli;

import java.io.PrintWriter;
import java.time.Clock;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** The whole command line. */
public final class CaravanCommand {
    private final CommandContext context;

    public CaravanCommand(CommandContext context) {
        this.context = context;
    }

    /**
     * Runs one command.
     *
     * @param own the commands that work in this process
     * @param contributed the commands of other modules
     * @return the exit code
     */
    public int execute(Iterable<?> own, Iterable<CommandContribution> contributed, String... arguments) {
        return new Execution(context).of(tree(own, contributed), arguments);
    }

    /** All commands, with their options and descriptions. */
    public CommandLine tree(Iterable<?> own, Iterable<CommandContribution> contributed) {
        CommandLine line = new CommandLine(new Root());
        line.addSubcommand(new StatusCommand(context));
        line.addSubcommand(new ForecastCommand(context));
        line.addSubcommand(group("backfill", "Reads the past from the legacy databases.")
                .addSubcommand(new BackfillCommands.Start(context))
                .addSubcommand(new BackfillCommands.Scan(context))
                .addSubcommand(new BackfillCommands.Pause(context))
                .addSubcommand(new BackfillCommands.Resume(context))
                .addSubcommand(new BackfillCommands.Status(context)));
        line.addSubcommand(group("window", "When bulk work may run.")
                .addSubcommand(new WindowCommands.ListWindows(context))
                .addSubcommand(new WindowCommands.Preview(context))
                .addSubcommand(new ApplyCommand(context))
                .addSubcommand(new OverrideCommands.Open(context))
                .addSubcommand(new OverrideCommands.Close(context))
                .addSubcommand(new OverrideCommands.Withdraw(context))
                .addSubcommand(new CheckWindows(context, Clock.systemUTC()))
                .addSubcommand(new WindowCommands.Export(context)));
        line.addSubcommand(group("emergency", "Stops all bulk work at once.")
                .addSubcommand(new EmergencyCommands.Stop(context))
                .addSubcommand(new EmergencyCommands.Lift(context))
                .addSubcommand(new EmergencyCommands.Show(context)));
        line.addSubcommand(group("class", "Pauses classes, and lets them go on.")
                .addSubcommand(new ClassCommands.ListClasses(context))
                .addSubcommand(new ClassCommands.Pause(context))
                .addSubcommand(new ClassCommands.Resume(context)));
        line.addSubcommand(group("deadletter", "What could not go on, and why.")
                .addSubcommand(new LetterListCommands.ListLetters(context))
                .addSubcommand(new LetterListCommands.Groups(context))
                .addSubcommand(new DeadLetterCommands.Show(context))
                .addSubcommand(new LetterListCommands.Assign(context))
                .addSubcommand(new LetterListCommands.Note(context))
                .addSubcommand(new RepairCommands.Edit(context))
                .addSubcommand(new RepairCommands.Versions(context))
                .addSubcommand(new RepairCommands.Approve(context))
                .addSubcommand(new RepairCommands.Redeliver(context))
                .addSubcommand(new RepairCommands.Redirect(context))
                .addSubcommand(new DeadLetterCommands.Replay(context))
                .addSubcommand(new DeadLetterCommands.Hold(context))
                .addSubcommand(new ReleaseCommand(context))
                .addSubcommand(new DeadLetterCommands.Discard(context))
                .addSubcommand(new DeadLetterCommands.Reopen(context))
                .addSubcommand(new BreakGlassCommands.Letter(context))
                .addSubcommand(new ExportCommand(context)));
        line.addSubcommand(group("job", "Bulk work on dead letters that the server does by itself.")
                .addSubcommand(new JobCommands.ListJobs(context))
                .addSubcommand(new JobCommands.Show(context))
                .addSubcommand(new JobCommands.Pause(context))
                .addSubcommand(new JobCommands.Resume(context))
                .addSubcommand(new JobCommands.Cancel(context)));
        line.addSubcommand(group("target", "Where the resources of a class go.")
                .addSubcommand(new TargetCommands.Redeliver(context)));
        line.addSubcommand(group("break-glass", "Who sees patient data in an emergency.")
                .addSubcommand(new BreakGlassCommands.Resource(context))
                .addSubcommand(new BreakGlassCommands.ListPermissions(context))
                .addSubcommand(new BreakGlassCommands.End(context)));
        line.addSubcommand(group("throttle", "How fast bulk work goes.")
                .addSubcommand(new ThrottleCommands.ListThrottles(context)));
        line.addSubcommand(group("retry", "What waits to be tried again.")
                .addSubcommand(new RetryCommands.ListRetries(context))
                .addSubcommand(new RetryCommands.Show(context))
                .addSubcommand(new RetryCommands.Now(context)));
        line.addSubcommand(group("finding", "What looked wrong and did not stop a record.")
                .addSubcommand(new ListCommands.FindingList(context)));
        line.addSubcommand(group("alert", "What somebody must look at.")
                .addSubcommand(new AlertCommands.ListAlerts(context))
                .addSubcommand(new AlertCommands.Acknowledge(context)));
        line.addSubcommand(group("audit", "Who did what when.")
                .addSubcommand(new ListCommands.AuditList(context))
                .addSubcommand(new ListCommands.AuditVerify(context)));
        line.addSubcommand(group("user", "Local users and their roles.")
                .addSubcommand(new UserCommands.ListUsers(context))
                .addSubcommand(new UserCommands.Add(context))
                .addSubcommand(new UserCommands.Remove(context)));
        line.addSubcommand(new ReadCommand(context));
        own.forEach(line::addSubcommand);
        contributed.forEach(contribution -> line.addSubcommand(contribution.command(context)));
        Execution.help(line);
        return line;
    }

    private static CommandLine group(String name, String description) {
        CommandSpec spec = CommandSpec.wrapWithoutInspection(new Group()).name(name);
        spec.usageMessage().description(description);
        return new CommandLine(spec);
    }

    /** Asks for one of its commands when it is given alone. */
    private static final class Group implements Callable<Integer> {
        @Override
        public Integer call() {
            return ExitCode.USAGE.number();
        }
    }

    @Command(
            name = "caravan",
            version = "caravan 0.1.0",
            mixinStandardHelpOptions = true,
            description =
                    "Carries a hospital's data from the old systems to the new ones while the hospital keeps working.",
            footer = "%nExit codes: 0 done, 1 failed, 2 wrong usage, 3 refused by a check, 4 not permitted.")
    private static final class Root implements Callable<Integer> {
        @Override
        public Integer call() {
            return ExitCode.USAGE.number();
        }
    }

    /** Every command tells what it does. */
    private static final class Help {
        @Option(
                names = {"-h", "--help"},
                usageHelp = true,
                description = "Shows this help.")
        private boolean asked;
    }

    /** Parses, runs, and turns whatever happens into one sentence and an exit code. */
    private record Execution(CommandContext context) {

        int of(CommandLine line, String... arguments) {
            line.setOut(new PrintWriter(context.out(), true));
            line.setErr(new PrintWriter(context.err(), true));
            line.setParameterExceptionHandler(this::usage);
            line.setExecutionExceptionHandler((failure, command, result) -> Failures.report(failure, context.err()));
            line.setExecutionStrategy(this::run);
            return line.execute(arguments);
        }

        private int run(ParseResult result) {
            CommandLine last =
                    result.asCommandLineList().get(result.asCommandLineList().size() - 1);
            if (!last.isUsageHelpRequested() && !last.getSubcommands().isEmpty()) {
                context.err().println("Name one of the commands:");
                last.usage(context.err());
                return ExitCode.USAGE.number();
            }
            return new CommandLine.RunLast().execute(result);
        }

        private int usage(ParameterException failure, String... arguments) {
            context.err().println(failure.getMessage());
            context.err()
                    .println("See " + failure.getCommandLine().getCommandSpec().qualifiedName() + " --help");
            return ExitCode.USAGE.number();
        }

        private static void help(CommandLine line) {
            if (line.getCommandSpec().findOption("--help") == null) {
                line.getCommandSpec().addMixin("help", CommandSpec.forAnnotatedObject(new Help()));
            }
            line.getSubcommands().values().forEach(Execution::help);
        }
    }
}
