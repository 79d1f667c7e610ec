package io.caravan.demo;

import io.caravan.cli.CommandContext;
import io.caravan.cli.CommandContribution;
import java.time.Clock;

/** Brings {@code caravan demo} to the command line where this module is among the libraries. */
public final class DemoContribution implements CommandContribution {

    @Override
    public Object command(CommandContext context) {
        return new DemoCommand(context, Clock.systemUTC());
    }
}
