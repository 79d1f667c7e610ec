/** Local users: who may do what. */
@NullMarked
package io.caravan.user;

import org.jspecify.annotations.NullMarked;
