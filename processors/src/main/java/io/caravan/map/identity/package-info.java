/** Whose data a record is: patients, visits, orders; one identity for the live feed, the backfill and replays. */
@NullMarked
package io.caravan.map.identity;

import org.jspecify.annotations.NullMarked;
