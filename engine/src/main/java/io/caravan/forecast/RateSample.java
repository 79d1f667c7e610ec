package io.caravan.forecast;

import io.caravan.window.Limit;
import java.time.Instant;

/**
 * What some bulk work did in one hour under one limit.
 *
 * @param openSeconds in which it was to run: also those in which its target, its source or Caravan was away
 * @param busySeconds of these, in which it got anywhere
 */
public record RateSample(Instant hour, Limit limit, long records, double openSeconds, double busySeconds) {}
