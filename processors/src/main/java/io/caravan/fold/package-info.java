/** State = fold(sort(unique(changes))), kept as a version for each field. Pure. */
@NullMarked
package io.caravan.fold;

import org.jspecify.annotations.NullMarked;
