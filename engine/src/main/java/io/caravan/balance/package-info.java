/** read = applied + superseded + merged + excluded + dead-lettered + in flight, for each class. */
@NullMarked
package io.caravan.balance;

import org.jspecify.annotations.NullMarked;
