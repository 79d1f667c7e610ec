/** Puts the parts together and runs them. */
@NullMarked
package io.caravan.app;

import org.jspecify.annotations.NullMarked;
