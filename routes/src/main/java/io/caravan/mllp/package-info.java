/** MLLP: frames on a connection, and answers in their order. Knows bytes and connections, nothing of what is in a message. */
@NullMarked
package io.caravan.mllp;

import org.jspecify.annotations.NullMarked;
