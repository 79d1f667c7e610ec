package io.caravan.request;

import java.time.Instant;
import java.util.UUID;

/**
 * Remembers which commands were given and what was answered, so that one that comes twice is done once. Safe for threads, and
 * for several Caravans on one database.
 *
 * <p>The claim is durable before the command is done, the answer is kept after. A crash between leaves a claim without an
 * answer; whoever asks again then does the command again, which changes nothing more: what commands act on has states, and a
 * letter that is replaying already is not replayed.
 */
public interface Requests {

    Claim claim(Request request);

    /** Keeps what was answered. Of no effect where somebody else has taken the command over meanwhile. */
    void answer(Ticket ticket, Answer answer);

    /** Forgets the claim: the command was not done and may be tried again. */
    void release(Ticket ticket);

    /**
     * Forgets old commands; their keys may then be used anew.
     *
     * @return how many
     */
    int forget(Instant before);

    /**
     * One command.
     *
     * @param key chosen by the caller; each actor has keys of their own
     * @param action stable name, e.g. method and path, without numbers
     * @param content everything that makes it this command and no other; may hold patient data
     */
    record Request(String actor, String key, String action, byte[] content) {}

    /** The right to do the command and to answer it. */
    record Ticket(String actor, String key, UUID claim) {}

    /** @param body may hold patient data: it is kept sealed */
    record Answer(int status, String mediaType, byte[] body) {}

    /** What became of a claim. */
    sealed interface Claim {

        /** It is new, or its first attempt was interrupted: do it. */
        record Granted(Ticket ticket) implements Claim {}

        /** It was done: answer the same. */
        record Answered(Answer answer) implements Claim {}

        /** Somebody is doing it. */
        record UnderWay() implements Claim {}

        /** The key was used for another command. */
        record Mismatch() implements Claim {}
    }
}
