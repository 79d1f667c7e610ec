/** A FHIR R4 server as target. */
@NullMarked
package io.caravan.target.fhir;

import org.jspecify.annotations.NullMarked;
