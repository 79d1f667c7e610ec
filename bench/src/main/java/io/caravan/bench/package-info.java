/** Caravan measured beside its limit, in one run, by wall time and by the CPU of all processes. */
@NullMarked
package io.caravan.bench;

import org.jspecify.annotations.NullMarked;
