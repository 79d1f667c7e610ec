/** When bulk work will be through. */
@NullMarked
package io.caravan.forecast;

import org.jspecify.annotations.NullMarked;
