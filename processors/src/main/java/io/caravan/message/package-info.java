/** Shared words: data class, source, origin, finding, rejection. */
@NullMarked
package io.caravan.message;

import org.jspecify.annotations.NullMarked;
