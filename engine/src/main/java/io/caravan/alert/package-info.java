/** What somebody must look at: opened once, resolved when it is over. */
@NullMarked
package io.caravan.alert;

import org.jspecify.annotations.NullMarked;
