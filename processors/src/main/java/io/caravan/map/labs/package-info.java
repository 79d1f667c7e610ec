/** Results: ORU^R01, OUL^R22 and result rows become DiagnosticReport, Observation and Specimen. */
@NullMarked
package io.caravan.map.labs;

import org.jspecify.annotations.NullMarked;
