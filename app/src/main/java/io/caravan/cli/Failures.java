package io.caravan.cli;

import io.caravan.config.ConfigProblem;
import io.caravan.config.InvalidConfiguration;
import io.caravan.crypto.KeyProblem;
import io.caravan.postgres.ServerProblem;
import io.caravan.sql.DatabaseFailure;
import io.caravan.user.UsersProblem;
import io.caravan.window.WindowRefused;
import java.io.PrintStream;
import org.slf4j.LoggerFactory;

/** Turns what went wrong into a sentence and an exit code; never a stack trace on the terminal. */
public final class Failures {

    private Failures() {}

    public static int report(Throwable failure, PrintStream err) {
        if (failure instanceof CommandFailure refused) {
            err.println(refused.getMessage());
            return refused.exitCode().number();
        }
        if (failure instanceof InvalidConfiguration invalid) {
            err.println("The configuration is not complete and right; nothing was started:");
            for (ConfigProblem problem : invalid.problems()) {
                err.println("  " + problem);
            }
            return ExitCode.REFUSED.number();
        }
        if (failure instanceof WindowRefused refused) {
            err.println(refused.getMessage());
            return ExitCode.REFUSED.number();
        }
        if (failure instanceof DatabaseFailure database) {
            err.println("The database refuses or does not answer (" + database.getMessage()
                    + "); look at database.url, database.user and database.password");
            return ExitCode.FAILED.number();
        }
        if (failure instanceof ServerProblem
                || failure instanceof KeyProblem
                || failure instanceof UsersProblem
                || failure instanceof IllegalStateException) {
            err.println(failure.getMessage());
            return ExitCode.FAILED.number();
        }
        LoggerFactory.getLogger(Failures.class).error("a command failed unexpectedly", failure);
        err.println("Something unexpected went wrong (" + failure.getClass().getSimpleName()
                + "); the log under the data folder says where");
        return ExitCode.FAILED.number();
    }
}
