package io.caravan.deadletter;

import java.time.Instant;

/**
 * One line of a letter's history.
 *
 * @param event failed, replay, edited, discarded, held, replayed, superseded, assigned, note, released, redelivered, exported,
 *     approved, redirected
 * @param reason given by whoever did it; empty where nobody did
 * @param actor who did it; {@link Decision#CARAVAN} for itself
 * @param ran what ran then
 */
public record Attempt(Instant at, String event, String code, String place, String reason, String actor, Ran ran) {}
