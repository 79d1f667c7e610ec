/** The point of custody: a message is sealed and committed here before it is acknowledged. */
@NullMarked
package io.caravan.journal;

import org.jspecify.annotations.NullMarked;
