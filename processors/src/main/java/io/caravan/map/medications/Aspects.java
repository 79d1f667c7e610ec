package io.caravan.map.medications;

import io.caravan.fold.ResourceState;
import io.caravan.fold.ResourceState.Entry;
import org.jspecify.annotations.Nullable;

/**
 * Which word counts of an aspect that several may tell: the newer one, and the pharmacy's where both are of the same time,
 * because it encodes that very order. The instruction to give counts only where neither has spoken.
 */
final class Aspects {
    private Aspects() {}

    /** The entry that counts; its value may be cleared. */
    static @Nullable Entry entry(ResourceState state, String aspect) {
        Entry ordered = state.fields().get(Kind.ORDERED.path(aspect));
        Entry encoded = state.fields().get(Kind.ENCODED.path(aspect));
        if (ordered == null && encoded == null) {
            return state.fields().get(Kind.GIVE.path(aspect));
        }
        boolean isOrdered = encoded == null
                || ordered != null
                        && ordered.version().micros() > encoded.version().micros();
        return isOrdered ? ordered : encoded;
    }

    /** Its JSON; {@code otherwise} where nobody tells it or it was cleared. */
    static String find(ResourceState state, String aspect, String otherwise) {
        Entry entry = entry(state, aspect);
        String json = entry == null ? null : entry.json();
        return json == null ? otherwise : json;
    }

    /** The text of a hidden fact in quotes; empty where there is none. */
    static String text(ResourceState state, String aspect) {
        String json = find(state, aspect, "");
        return json.length() < 2 ? "" : json.substring(1, json.length() - 1);
    }
}
