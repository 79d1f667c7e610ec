/** A PostgreSQL server of our own, for sites that set no database address: the real server, durable, under the data folder. */
@NullMarked
package io.caravan.postgres;

import org.jspecify.annotations.NullMarked;
