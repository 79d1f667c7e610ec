/** A sample hospital made from a seed: its legacy database and its HL7 traffic. Sample data; no part of the product uses it. */
@NullMarked
package io.caravan.hospital;

import org.jspecify.annotations.NullMarked;
