/** What messages and rows mean: each data class turns them into changes. */
@NullMarked
package io.caravan.map;

import org.jspecify.annotations.NullMarked;
