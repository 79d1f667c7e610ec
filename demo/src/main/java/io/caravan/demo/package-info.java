/** {@code caravan demo}: the sample hospital migrated by a whole Caravan, over its own sockets, files and API. */
@NullMarked
package io.caravan.demo;

import org.jspecify.annotations.NullMarked;
