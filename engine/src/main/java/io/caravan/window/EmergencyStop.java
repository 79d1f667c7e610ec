package io.caravan.window;

import java.time.Instant;

/** Nothing that is bulk work runs, whatever windows say, until a person lifts it. */
public record EmergencyStop(Instant since, String actor, String reason) {}
