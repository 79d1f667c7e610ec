/** Who did what when: append-only, hash-chained, without patient data. */
@NullMarked
package io.caravan.audit;

import org.jspecify.annotations.NullMarked;
