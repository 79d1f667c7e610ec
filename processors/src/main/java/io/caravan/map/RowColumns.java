package io.caravan.map;

import java.util.Set;

/**
 * The aliases that a class's row mapper reads: the contract with a site's SELECT.
 *
 * @param required without which no row can be mapped
 * @param known all of them; empty = not told
 */
public record RowColumns(Set<String> required, Set<String> known) {
    public static final RowColumns ANY = new RowColumns(Set.of(), Set.of());

    public RowColumns {
        required = Set.copyOf(required);
        known = Set.copyOf(known);
    }
}
