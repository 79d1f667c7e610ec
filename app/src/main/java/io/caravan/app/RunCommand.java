package io.caravan.app;

import io.caravan.cli.CommandContext;
import io.caravan.cli.ConfigOptions;
import io.caravan.cli.ExitCode;
import io.caravan.config.Settings;
import io.caravan.config.SettingsReader;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "run",
        description = {
            "The real thing, from the configuration. Ready is one line on standard output that begins with \"ready\".",
            "SIGTERM or Ctrl-C stops it: nothing new is taken, what is under way is finished."
        })
final class RunCommand implements Callable<Integer> {
    private final CommandContext context;
    private final InstantSource clock;

    @Mixin
    private ConfigOptions options = new ConfigOptions();

    RunCommand(CommandContext context, InstantSource clock) {
        this.context = context;
        this.clock = clock;
    }

    @Override
    public Integer call() throws InterruptedException {
        Settings settings = SettingsReader.read(options.folders(context.home()), context.environment(), options.sets());
        Logs.toFolder(settings.folders().logs());
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch stopped = new CountDownLatch(1);
        Thread main = Thread.currentThread();
        Thread hook = new Thread(() -> stop(asked, stopped, main), "stop");
        Runtime.getRuntime().addShutdownHook(hook);
        try (Caravan caravan = Caravan.start(settings, context.out(), clock)) {
            context.out().println(caravan.readyLine());
            context.out().flush();
            asked.await();
        } finally {
            Logs.close();
            stopped.countDown();
        }
        return ExitCode.DONE.number();
    }

    /** Runs in the shutdown hook: waits until everything has stopped, then ends the process with success. */
    private static void stop(CountDownLatch asked, CountDownLatch stopped, Thread main) {
        boolean signalled = main.isAlive() && stopped.getCount() > 0;
        asked.countDown();
        if (signalled) {
            try {
                stopped.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            Runtime.getRuntime().halt(ExitCode.DONE.number());
        }
    }
}
