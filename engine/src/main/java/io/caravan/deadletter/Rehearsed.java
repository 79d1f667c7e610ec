package io.caravan.deadletter;

import io.caravan.ledger.Outcome;
import io.caravan.ledger.Preview;

/** What a replay of a letter would do now. */
public sealed interface Rehearsed {

    /** It would reach the ledger, which would do this; {@link Outcome#DEAD_LETTERED} with the failure it would have there. */
    record Folded(Preview preview) implements Rehearsed {}

    /** It was folded before and only its target refused it: its resources would be delivered again, as they would be then. */
    record DeliveredAgain(Preview preview) implements Rehearsed {}

    /** It would fail on its way. */
    record Failed(Failure failure) implements Rehearsed {}

    /** It would be left out on purpose, by this rule. */
    record Excluded(String rule) implements Rehearsed {}

    /** Nobody can say, e.g. because the route does not run or the database is away. */
    record Unknown(String why) implements Rehearsed {}
}
