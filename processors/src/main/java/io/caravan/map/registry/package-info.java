/** Puts the data classes together: which mapper serves which class, and all rules of rendering and derivation. */
@NullMarked
package io.caravan.map.registry;

import org.jspecify.annotations.NullMarked;
