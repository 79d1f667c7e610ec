/** Real servers for tests. Knows nothing of Caravan, so that every module's tests can use it. */
@NullMarked
package io.caravan.testkit;

import org.jspecify.annotations.NullMarked;
