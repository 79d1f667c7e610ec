package io.caravan.config;

import io.caravan.message.DataClass;
import io.caravan.message.SourceDeclaration;
import java.util.List;
import java.util.Optional;

/** The declared sources. A legacy database is a source of each class that is read from it. */
public record Declarations(List<SourceDeclaration> all) {

    public Declarations {
        all = List.copyOf(all);
    }

    public Optional<SourceDeclaration> find(DataClass dataClass, String name) {
        return all.stream()
                .filter(source ->
                        source.dataClass() == dataClass && source.name().equals(name))
                .findFirst();
    }
}
