package io.caravan.route;

import io.caravan.hl7.Acknowledgement;
import io.caravan.message.DataClass;
import io.caravan.message.Rejected;
import io.caravan.message.SourceDeclaration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** The desks of all declared sources. */
final class Desks {
    private final Map<String, Desk> bySource;

    Desks(Knowledge knowledge, InstantSource clock) {
        String start = Long.toString(clock.millis(), Character.MAX_RADIX).toUpperCase(Locale.ROOT);
        AtomicLong count = new AtomicLong();
        Map<String, Desk> desks = new HashMap<>();
        knowledge.contexts().forEach((name, context) -> {
            SourceDeclaration source = context.source();
            // The time of the start keeps the answers' own numbers unique over restarts.
            Acknowledgement acknowledgement = new Acknowledgement(
                    clock, () -> start + Long.toString(count.incrementAndGet(), Character.MAX_RADIX), source.zone());
            desks.put(name, new Desk(context, knowledge.messages(source.dataClass()), acknowledgement));
        });
        this.bySource = Map.copyOf(desks);
    }

    /** For answers that do not depend on the source. */
    Optional<Desk> any() {
        return bySource.values().stream().findAny();
    }

    /** @throws IllegalArgumentException where a feed names a source that is not declared for its class */
    Desk of(DataClass dataClass, String source) {
        Desk desk = bySource.get(source);
        if (desk == null) {
            throw new IllegalArgumentException(
                    "journal:" + dataClass.label() + " needs the name of a declared source, not \"" + source + "\"");
        }
        if (desk.source().dataClass() != dataClass) {
            throw new IllegalArgumentException("source " + source + " is declared for "
                    + desk.source().dataClass().label() + "; it cannot feed journal:" + dataClass.label());
        }
        return desk;
    }

    /** @throws Rejected when nobody declares this source: what it sent waits as a dead letter until somebody does */
    Desk get(String source) {
        return Optional.ofNullable(bySource.get(source))
                .orElseThrow(() -> new Rejected(207, Knowledge.UNDECLARED_SOURCE, "source " + source));
    }
}
