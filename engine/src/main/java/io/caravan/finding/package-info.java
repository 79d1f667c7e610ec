/** Data-quality observations: stored, counted, listed. */
@NullMarked
package io.caravan.finding;

import org.jspecify.annotations.NullMarked;
