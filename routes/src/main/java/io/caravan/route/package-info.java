/** The Camel spine: what the route files are made of, how failures end, and what a route file may do. */
@NullMarked
package io.caravan.route;

import org.jspecify.annotations.NullMarked;
