package io.caravan.app;

import io.caravan.cli.CaravanCommand;
import io.caravan.cli.CommandContext;
import io.caravan.cli.CommandContribution;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.ServiceLoader;

/** Where the process begins. */
public final class Main {

    private Main() {}

    public static void main(String... arguments) {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        PrintStream err = new PrintStream(System.err, true, StandardCharsets.UTF_8);
        Path home = Path.of(System.getProperty("caravan.home", ""));
        CommandContext context = new CommandContext(home, System.getenv(), out, err);
        int code = execute(context, arguments);
        out.flush();
        err.flush();
        System.exit(code);
    }

    static int execute(CommandContext context, String... arguments) {
        List<Object> own =
                List.of(new RunCommand(context, Clock.systemUTC()), new CheckCommand(context, Clock.systemUTC()));
        return new CaravanCommand(context).execute(own, ServiceLoader.load(CommandContribution.class), arguments);
    }
}
