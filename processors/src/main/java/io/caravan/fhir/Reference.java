package io.caravan.fhir;

import io.caravan.fold.ResourceKey;

/** References as JSON. */
public final class Reference {
    private Reference() {}

    /** To a resource by its deterministic id, whether it has come yet or not. */
    public static String to(ResourceKey key) {
        return "{\"reference\":\"" + key.reference() + "\"}";
    }

    /** With a name to be read by people; left out when empty. */
    public static String to(ResourceKey key, String display) {
        return Json.object()
                .text("reference", key.reference())
                .text("display", display)
                .end();
    }
}
