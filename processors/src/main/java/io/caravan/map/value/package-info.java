/** What was found or answered (OBX-5, or a column): one reading for results and for what orders say. */
@NullMarked
package io.caravan.map.value;

import org.jspecify.annotations.NullMarked;
