/** The HTTP API, the FHIR view, health and metrics. Whatever the command line can do goes through here, under the same rights. */
@NullMarked
package io.caravan.http;

import org.jspecify.annotations.NullMarked;
