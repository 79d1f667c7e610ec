/** Seeing one thing in clear in an emergency: with a reason, for a while, and everybody is told. */
@NullMarked
package io.caravan.glass;

import org.jspecify.annotations.NullMarked;
