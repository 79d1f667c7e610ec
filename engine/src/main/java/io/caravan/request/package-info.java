/** Commands that may come twice and are done once. */
@NullMarked
package io.caravan.request;

import org.jspecify.annotations.NullMarked;
