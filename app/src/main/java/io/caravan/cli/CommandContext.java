package io.caravan.cli;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What commands have of the world.
 *
 * @param home folder of the launcher
 * @param out for what was asked
 * @param err for problems
 */
public record CommandContext(Path home, Map<String, String> environment, PrintStream out, PrintStream err) {

    /** What the command line gives, else the environment, else the usual. */
    String value(@Nullable String given, String variable, String usual) {
        return given != null ? given : environment.getOrDefault(variable, usual);
    }
}
