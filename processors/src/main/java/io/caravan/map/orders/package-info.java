/** Orders: ORM, OML, OMG and order rows become ServiceRequest. */
@NullMarked
package io.caravan.map.orders;

import org.jspecify.annotations.NullMarked;
