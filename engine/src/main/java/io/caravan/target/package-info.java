/** Where resources go besides the ledger's own store. */
@NullMarked
package io.caravan.target;

import org.jspecify.annotations.NullMarked;
