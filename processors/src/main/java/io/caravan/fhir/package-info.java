/** FHIR R4 pieces: deterministic ids, JSON fragments, dates, codings, and the rendering of a folded state. */
@NullMarked
package io.caravan.fhir;

import org.jspecify.annotations.NullMarked;
