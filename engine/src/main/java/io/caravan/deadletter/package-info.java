/** What could not go on: cause, place, history; replay. */
@NullMarked
package io.caravan.deadletter;

import org.jspecify.annotations.NullMarked;
