package io.caravan.map.medications;

/** Who says how a drug is to be given; both are kept, for the pharmacy refines the prescriber's words and does not erase them. */
enum Kind {
    /** The prescriber: RXO with its TQ1 and RXR. */
    ORDERED("#ordered."),
    /** The pharmacy: RXE with its TQ1 and RXR, and rows of a pharmacy's database. */
    ENCODED("#encoded.");

    static final String MEDICATION = "medication";
    static final String DOSE = "dose";
    static final String ROUTE = "route";
    static final String TIMING = "timing";
    static final String TEXT = "text";

    private final String prefix;

    Kind(String prefix) {
        this.prefix = prefix;
    }

    /** Where the ledger keeps an aspect: never rendered as it is. */
    String path(String aspect) {
        return prefix + aspect;
    }
}
