package io.caravan.deadletter;

/**
 * That somebody wants something done with letters.
 *
 * @param actor user, or {@link #CARAVAN}
 * @param reason as given; empty where none is asked for
 */
public record Decision(String actor, String reason) {
    /** Who acts where no person does. */
    public static final String CARAVAN = "caravan";
}
