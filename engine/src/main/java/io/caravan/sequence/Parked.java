package io.caravan.sequence;

import io.caravan.message.DataClass;
import java.util.Map;

/** Entries that wait behind an unresolved dead letter of their patient; they are in flight. Safe for threads. */
public interface Parked {

    /** How many wait, of each class in which any does. */
    Map<DataClass, Long> counts();

    /** How many wait that came after the letter's message: they go on when it ends. 0 for letters of rows. */
    long behind(long letterId);
}
