package io.caravan.balance;

import io.caravan.ledger.Outcome;

/** What is counted for each class. The name is stored. */
public enum Tally {
    READ("read"),
    APPLIED("applied"),
    SUPERSEDED("superseded"),
    MERGED("merged"),
    EXCLUDED("excluded"),
    DEAD_LETTERED("deadLettered"),
    DUPLICATE("duplicate"),
    REJECTED("rejected");

    private final String label;

    Tally(String label) {
        this.label = label;
    }

    /** The name in the database and in JSON. */
    public String label() {
        return label;
    }

    public static Tally of(Outcome outcome) {
        return switch (outcome) {
            case APPLIED -> APPLIED;
            case SUPERSEDED -> SUPERSEDED;
            case MERGED -> MERGED;
            case EXCLUDED -> EXCLUDED;
            case DEAD_LETTERED -> DEAD_LETTERED;
        };
    }
}
