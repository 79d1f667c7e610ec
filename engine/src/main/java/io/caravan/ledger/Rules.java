package io.caravan.ledger;

import io.caravan.fhir.Rendering;
import io.caravan.fold.Derivation;

/** What is made of folded states: their FHIR form, and what follows from one for others. */
public record Rules(Rendering rendering, Derivation derivation) {}
