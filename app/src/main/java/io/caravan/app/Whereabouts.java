package io.caravan.app;

import ch.qos.logback.classic.pattern.ThrowableHandlingConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import org.jspecify.annotations.Nullable;

/**
 * Writes an exception as its kinds and places, without messages: a driver's or a parser's message may quote what it could not
 * take, which is patient data. Public so that the logging configuration may make it.
 */
public final class Whereabouts extends ThrowableHandlingConverter {
    private static final int MAX_FRAMES = 25;
    private static final int MAX_CAUSES = 8;

    @Override
    public String convert(ILoggingEvent event) {
        StringBuilder out = new StringBuilder();
        @Nullable IThrowableProxy failure = event.getThrowableProxy();
        for (int i = 0; failure != null && i < MAX_CAUSES; i++) {
            out.append(i == 0 ? "    " : "    caused by ")
                    .append(failure.getClassName())
                    .append('\n');
            StackTraceElementProxy[] frames = failure.getStackTraceElementProxyArray();
            for (int frame = 0; frames != null && frame < Math.min(frames.length, MAX_FRAMES); frame++) {
                out.append("        ").append(frames[frame].getSTEAsString()).append('\n');
            }
            failure = failure.getCause();
        }
        return out.toString();
    }
}
