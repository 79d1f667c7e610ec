/** What was decided for each resource, field by field; the fold in a transaction with its outcomes. */
@NullMarked
package io.caravan.ledger;

import org.jspecify.annotations.NullMarked;
