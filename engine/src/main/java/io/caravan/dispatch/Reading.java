package io.caravan.dispatch;

/**
 * What a lane wants from the database.
 *
 * @param id of the one entry, or after which the page begins
 */
record Reading(Kind kind, long id, int limit, long maxBytes) {
    enum Kind {
        START,
        ONE,
        PAGE
    }
}
