/** HL7 v2 off the wire: a lenient reader, time stamps, acknowledgements. Never throws on content. */
@NullMarked
package io.caravan.hl7;

import org.jspecify.annotations.NullMarked;
