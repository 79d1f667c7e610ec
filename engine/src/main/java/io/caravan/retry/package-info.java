/** When what could not be done is tried again: the pauses, and what stands in the database about it. */
@NullMarked
package io.caravan.retry;

import org.jspecify.annotations.NullMarked;
