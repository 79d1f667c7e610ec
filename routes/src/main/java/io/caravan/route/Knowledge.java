package io.caravan.route;

import io.caravan.map.MappingContext;
import io.caravan.map.MessageMapper;
import io.caravan.map.RowMapper;
import io.caravan.message.DataClass;
import io.caravan.message.Rejected;
import java.util.Map;
import java.util.Optional;

/**
 * What messages and rows mean.
 *
 * @param contexts by the name of the declared source
 */
public record Knowledge(
        Map<DataClass, MessageMapper> messageMappers,
        Map<DataClass, RowMapper> rowMappers,
        Map<String, MappingContext> contexts) {

    /** Named so that operations sees at once that the configuration, not the message, has to be repaired. */
    static final String UNDECLARED_SOURCE = "undeclared-source";

    public Knowledge {
        messageMappers = Map.copyOf(messageMappers);
        rowMappers = Map.copyOf(rowMappers);
        contexts = Map.copyOf(contexts);
    }

    MessageMapper messages(DataClass dataClass) {
        return present(messageMappers.get(dataClass), dataClass);
    }

    RowMapper rows(DataClass dataClass) {
        return present(rowMappers.get(dataClass), dataClass);
    }

    /** @throws Rejected when nobody declares this source: what it sent waits as a dead letter until somebody does */
    public MappingContext context(String source) {
        return Optional.ofNullable(contexts.get(source))
                .orElseThrow(() -> new Rejected(207, UNDECLARED_SOURCE, "source " + source));
    }

    private static <T> T present(@org.jspecify.annotations.Nullable T mapper, DataClass dataClass) {
        if (mapper == null) {
            throw new Rejected(207, "no-mapper", "data class " + dataClass.label());
        }
        return mapper;
    }
}
