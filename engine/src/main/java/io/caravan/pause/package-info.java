/** Classes that stand still: because somebody says so, or rather than making a dead letter of a whole feed. */
@NullMarked
package io.caravan.pause;

import org.jspecify.annotations.NullMarked;
