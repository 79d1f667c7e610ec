package io.caravan.route;

import io.caravan.message.DataClass;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether messages of each class are taken and records get through, and why not. Safe for threads. */
final class ClassHealth {
    private static final Logger LOG = LoggerFactory.getLogger(ClassHealth.class);

    private final Map<DataClass, Trouble> receiving = wellForAll();
    private final Map<DataClass, Trouble> delivering = wellForAll();

    private static Map<DataClass, Trouble> wellForAll() {
        Map<DataClass, Trouble> all = new EnumMap<>(DataClass.class);
        for (DataClass dataClass : DataClass.values()) {
            all.put(dataClass, new Trouble());
        }
        return all;
    }

    void notReceived(DataClass dataClass, Throwable cause) {
        begin(receiving, dataClass, cause, "{} takes no messages: {}. Their senders are told to send them again");
    }

    void received(DataClass dataClass) {
        end(receiving, dataClass, "{} takes messages again");
    }

    void failed(DataClass dataClass, Throwable cause) {
        begin(delivering, dataClass, cause, "{} waits: {}. Messages go on being taken; what waits is tried again");
    }

    void succeeded(DataClass dataClass) {
        end(delivering, dataClass, "{} goes on");
    }

    /** The kind of failure for which messages are not taken; empty when the last was. */
    String receivingTrouble(DataClass dataClass) {
        return of(receiving, dataClass).kind;
    }

    /** The kind of failure for which records wait; empty when the last got through. */
    String deliveringTrouble(DataClass dataClass) {
        return of(delivering, dataClass).kind;
    }

    /** Logs only the first of a row: while a database is away there are thousands a second. */
    private static void begin(Map<DataClass, Trouble> troubles, DataClass dataClass, Throwable cause, String line) {
        String kind = kind(cause);
        if (of(troubles, dataClass).becomes(kind).isEmpty()) {
            LOG.warn(line, dataClass.label(), kind);
        }
    }

    private static void end(Map<DataClass, Trouble> troubles, DataClass dataClass, String line) {
        Trouble trouble = of(troubles, dataClass);
        if (!trouble.kind.isEmpty() && !trouble.becomes("").isEmpty()) {
            LOG.info(line, dataClass.label());
        }
    }

    /** What a failure is called: its text could quote the content. */
    static String kind(Throwable failure) {
        return root(failure).getClass().getSimpleName();
    }

    private static Throwable root(Throwable failure) {
        Throwable t = Failures.origin(failure);
        while ((t instanceof CompletionException || t instanceof TargetUnavailable) && t.getCause() != null) {
            t = t.getCause();
        }
        return t;
    }

    private static Trouble of(Map<DataClass, Trouble> troubles, DataClass dataClass) {
        Trouble trouble = troubles.get(dataClass);
        if (trouble == null) {
            throw new AssertionError(dataClass);
        }
        return trouble;
    }

    /** One class in one direction. */
    private static final class Trouble {
        private volatile String kind = "";

        /** Gives what it was before. */
        synchronized String becomes(String next) {
            String before = kind;
            kind = next;
            return before;
        }
    }
}
