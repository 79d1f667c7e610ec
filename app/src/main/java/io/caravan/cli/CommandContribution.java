package io.caravan.cli;

/** A command that another module brings, found by {@link java.util.ServiceLoader}. */
public interface CommandContribution {

    /** An object with picocli's {@code @Command}; its method {@code call} returns an {@link ExitCode}'s number. */
    Object command(CommandContext context);
}
