/** ADT: patients, visits, allergies, diagnoses, merges. */
@NullMarked
package io.caravan.map.adt;

import org.jspecify.annotations.NullMarked;
