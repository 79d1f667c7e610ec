package io.caravan.alert;

import io.caravan.message.DataClass;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says in the log what was opened and resolved; forgets it at the end of the process. */
public final class LoggedAlarm implements Alarm {
    private static final Logger LOG = LoggerFactory.getLogger(LoggedAlarm.class);

    private final Set<Key> open = ConcurrentHashMap.newKeySet();

    private record Key(String kind, Optional<DataClass> dataClass, String subject) {}

    @Override
    public void raise(String kind, Optional<DataClass> dataClass, String subject, String text) {
        if (open.add(new Key(kind, dataClass, subject))) {
            LOG.warn("Alert {} {} {}: {}", kind, dataClass.map(DataClass::label).orElse(""), subject, text);
        }
    }

    @Override
    public void resolve(String kind, Optional<DataClass> dataClass, String subject) {
        if (open.remove(new Key(kind, dataClass, subject))) {
            LOG.info(
                    "Alert {} {} {} is over",
                    kind,
                    dataClass.map(DataClass::label).orElse(""),
                    subject);
        }
    }
}
