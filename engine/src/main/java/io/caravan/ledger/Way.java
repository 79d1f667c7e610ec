package io.caravan.ledger;

/** A class's way to a target of its own, and what is owed to that. */
record Way(Outlet outlet, Arrears arrears) {}
