/** Which clinical rule is shown by which test. */
@NullMarked
package io.caravan.coverage;

import org.jspecify.annotations.NullMarked;
