package io.caravan.deadletter;

import java.time.Instant;

/**
 * One line of a letter's history.
 *
 * @param event failed, replay, edited, discarded, held, replayed, superseded
 * @param reason given by whoever did it; empty where nobody did
 */
public record Attempt(Instant at, String event, String code, String place, String reason) {}
