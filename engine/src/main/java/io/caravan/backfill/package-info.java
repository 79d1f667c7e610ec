/** Legacy databases read in keyset segments. */
@NullMarked
package io.caravan.backfill;

import org.jspecify.annotations.NullMarked;
