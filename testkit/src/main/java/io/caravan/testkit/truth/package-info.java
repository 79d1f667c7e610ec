/** What is right, told in the simplest way: the literal fold, and made-up patients to hold the ledger against it. */
@NullMarked
package io.caravan.testkit.truth;

import org.jspecify.annotations.NullMarked;
