package io.caravan.app;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.core.joran.spi.JoranException;
import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.slf4j.ILoggerFactory;
import org.slf4j.LoggerFactory;

/** The log of a running Caravan: one line a change of state, in a file, without payload. */
public final class Logs {

    private Logs() {}

    public static void toFolder(Path folder) {
        ILoggerFactory factory = LoggerFactory.getILoggerFactory();
        URL configuration = Logs.class.getResource("logback-run.xml");
        if (!(factory instanceof LoggerContext context) || configuration == null) {
            throw new IllegalStateException("The log cannot be set up: logback is missing among the libraries");
        }
        try {
            Files.createDirectories(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            context.reset();
            context.putProperty("caravan.logs", folder.toString());
            JoranConfigurator configurator = new JoranConfigurator();
            configurator.setContext(context);
            configurator.doConfigure(configuration);
        } catch (IOException | JoranException e) {
            throw new IllegalStateException("The log under " + folder + " cannot be written");
        }
    }

    /** Writes out what is buffered. */
    static void close() {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            context.stop();
        }
    }
}
