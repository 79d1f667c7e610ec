package io.caravan.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.caravan.cli.CaravanCommand;
import io.caravan.cli.CommandContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/** Writes the reference of the command line, and fails when the one in the repository was stale. */
class CommandReferenceTest {
    private static final String BEGINNING = """
            # Command line

            Written from the code by `CommandReferenceTest`; do not edit by hand.

            Exit codes: 0 done, 1 failed, 2 wrong usage, 3 refused by a check (the list is printed), 4 not permitted.

            Commands that ask a running Caravan find it and the user in `--url`, `--user`, `--password`, or in `CARAVAN_URL`, `CARAVAN_USER`,
            `CARAVAN_PASSWORD`; without them it is `http://127.0.0.1:8090` and `admin`. `--json` prints JSON for scripts. `caravan demo` is
            brought by the demo's library and describes itself with `--help`; `caravan build` only builds. `CARAVAN_JAVA_OPTS` gives options to
            Java, e.g. a larger heap.

            """;

    @Test
    void theReferenceOfTheCommandLineIsOfThisVersion() throws Exception {
        CommandContext context = new CommandContext(Path.of(""), Map.of(), System.out, System.err);
        CommandLine root = new CaravanCommand(context)
                .tree(
                        List.of(
                                new RunCommand(context, Clock.systemUTC()),
                                new CheckCommand(context, Clock.systemUTC())),
                        List.of());
        StringBuilder text = new StringBuilder(BEGINNING);
        describe(root, text);
        Path file = Path.of("../docs/reference/cli.md");
        String present = Files.exists(file) ? Files.readString(file) : "";
        Files.writeString(file, text);

        assertThat(present)
                .as("docs/reference/cli.md was stale and has been written anew; commit it")
                .isEqualTo(text.toString());
    }

    private static void describe(CommandLine line, StringBuilder out) {
        if (line.getSubcommands().isEmpty()) {
            out.append("## ").append(line.getCommandSpec().qualifiedName()).append("\n\n```\n");
            line.setUsageHelpWidth(120);
            out.append(line.getUsageMessage(Ansi.OFF).replace("\r\n", "\n").stripTrailing());
            out.append("\n```\n\n");
        }
        line.getSubcommands().values().forEach(sub -> describe(sub, out));
    }
}
