/** When bulk work may run. */
@NullMarked
package io.caravan.window;

import org.jspecify.annotations.NullMarked;
