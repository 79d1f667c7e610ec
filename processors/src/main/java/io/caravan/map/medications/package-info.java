/** Medications: orders (OMP, RDE, ORM), administrations (RAS), dispenses (RDS) and rows of prescriptions. */
@NullMarked
package io.caravan.map.medications;

import org.jspecify.annotations.NullMarked;
