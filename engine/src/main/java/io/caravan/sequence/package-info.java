/** Messages of a patient that wait behind an unresolved dead letter, in classes that ask for it. */
@NullMarked
package io.caravan.sequence;

import org.jspecify.annotations.NullMarked;
