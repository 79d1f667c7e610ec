package io.caravan.journal;

/**
 * What became of a message at the journal; durable when given.
 *
 * @param id of the journal entry; for a duplicate, of the first one
 * @param replyCode to answer with; for a duplicate, the first answer again
 */
public record Receipt(Kind kind, long id, String replyCode) {
    public enum Kind {
        ACCEPTED,
        /** Same control id, same content: no effect, counted. */
        DUPLICATE,
        /** Same control id, other content: accepted, and an open dead letter with code 205. */
        CLASH
    }
}
