package io.caravan.fold;

import java.util.UUID;

/** Patient {@code from} is from now on patient {@code into} (A40). */
public record Merge(UUID from, UUID into, Version version) {}
