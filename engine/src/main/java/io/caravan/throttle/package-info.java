/** How fast bulk work goes, so that live traffic never waits for it. */
@NullMarked
package io.caravan.throttle;

import org.jspecify.annotations.NullMarked;
