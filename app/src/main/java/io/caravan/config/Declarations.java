package io.caravan.config;

import io.caravan.message.SourceDeclaration;
import java.util.List;
import java.util.Optional;

/** The declared sources: interfaces, and legacy databases, which serve several classes under one declaration. */
public record Declarations(List<SourceDeclaration> all) {

    public Declarations {
        all = List.copyOf(all);
    }

    public Optional<SourceDeclaration> find(String name) {
        return all.stream().filter(source -> source.name().equals(name)).findFirst();
    }
}
